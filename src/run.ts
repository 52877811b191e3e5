import closeWithGrace from 'close-with-grace';
import { loadConfig } from './config.ts';
import { launch, schoolProblems, StartError } from './launch.ts';

/** The process: settings, the service, signals. Only main.ts imports this file. */
const loaded = loadConfig(process.env);
if (!loaded.ok) giveUp([...loaded.problems, ...schoolProblems(loaded.config)]);

try {
  const running = await launch(loaded.config, loaded.secrets);
  closeWithGrace({ delay: 9_000, logger: false }, async ({ err }) => {
    if (err) running.service.log.fatal({ err }, 'stopping after an unexpected error');
    await running.stop();
  });
  const what =
    loaded.config.mode === 'playground'
      ? '演练场已就绪（模拟的飞书，数据不出本机）'
      : '后勤机器人已就绪';
  console.log(`${what}：${running.address}`);
} catch (error) {
  giveUp(
    error instanceof StartError
      ? error.problems
      : [error instanceof Error ? error.message : String(error)],
  );
}

function giveUp(problems: readonly string[]): never {
  for (const problem of problems) console.error(problem);
  process.exit(1);
}
