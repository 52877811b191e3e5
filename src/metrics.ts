import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Prometheus metrics of one process; names without personal data. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const on = [registry];
  return {
    registry,
    acknowledged: new Counter({
      name: 'houqin_webhook_total',
      help: 'Webhook requests by answer.',
      labelNames: ['status'],
      registers: on,
    }),
    taps: new Histogram({
      name: 'houqin_tap_seconds',
      help: 'Time to answer a tap.',
      labelNames: ['outcome'],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 3],
      registers: on,
    }),
    sends: new Counter({
      name: 'houqin_send_total',
      help: 'Messages to the platform by result.',
      labelNames: ['result'],
      registers: on,
    }),
    inboxAge: new Gauge({
      name: 'houqin_inbox_oldest_seconds',
      help: 'Age of the oldest unprocessed input.',
      registers: on,
    }),
    quarantined: new Gauge({
      name: 'houqin_inbox_quarantined',
      help: 'Inputs kept aside for a person to look at.',
      registers: on,
    }),
    outboxAge: new Gauge({
      name: 'houqin_outbox_oldest_seconds',
      help: 'Age of the oldest unsent message.',
      registers: on,
    }),
    deadLetters: new Gauge({
      name: 'houqin_outbox_dead',
      help: 'Messages that could not be delivered.',
      registers: on,
    }),
    tickets: new Gauge({
      name: 'houqin_repair_tickets',
      help: 'Repair tickets by state.',
      labelNames: ['state'],
      registers: on,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
