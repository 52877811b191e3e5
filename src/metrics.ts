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
    paused: new Gauge({
      name: 'houqin_sending_paused',
      help: '1 while a restored backup is being reconciled with the chats.',
      registers: on,
    }),
    deadLetters: new Gauge({
      name: 'houqin_outbox_dead',
      help: 'Messages that could not be delivered.',
      registers: on,
    }),
    diskFree: new Gauge({
      name: 'houqin_disk_free_bytes',
      help: 'Free space where the embedded database is.',
      registers: on,
    }),
    tickets: new Gauge({
      name: 'houqin_repair_tickets',
      help: 'Repair tickets by state.',
      labelNames: ['state'],
      registers: on,
    }),
    auditLastRun: new Gauge({
      name: 'houqin_audit_last_run_timestamp',
      help: 'When the auditor last ended a run, of whichever replica; seconds since 1970.',
      labelNames: ['kind'],
      registers: on,
    }),
    auditViolations: new Gauge({
      name: 'houqin_audit_violations',
      help: 'Rows of which something that always holds does not.',
      labelNames: ['invariant'],
      registers: on,
    }),
    auditSeconds: new Histogram({
      name: 'houqin_audit_seconds',
      help: 'Time of a run of the auditor.',
      labelNames: ['kind'],
      buckets: [0.05, 0.1, 0.2, 0.5, 1, 5, 30, 120, 600],
      registers: on,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
