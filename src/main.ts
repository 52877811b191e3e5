import closeWithGrace from 'close-with-grace';
import { createApp } from './app.ts';
import { loadConfig } from './config.ts';

/** The process: settings, the service, signals. Nothing imports this file. */
const loaded = loadConfig(process.env);
if (!loaded.ok) {
  for (const problem of loaded.problems) console.error(problem);
  process.exit(1);
}

const started = await createApp(loaded.config, loaded.secrets).catch((error: unknown) => ({
  problems: [error instanceof Error ? error.message : String(error)],
}));
if ('problems' in started) {
  for (const problem of started.problems) console.error(problem);
  process.exit(1);
}

closeWithGrace({ delay: 9_000, logger: false }, async ({ err }) => {
  if (err) started.log.fatal({ err }, 'stopping after an unexpected error');
  await started.close();
});
const address = await started.listen();
console.log(
  loaded.config.mode === 'playground'
    ? `演练场已就绪：${address}（模拟的飞书，数据不出本机）`
    : `后勤机器人已就绪：${address}`,
);
