/** The fault catalogue, each with a count of how often it happened. */
export const FAULTS = {
  inbound: [
    'duplicate',
    'reordered',
    'delayed',
    'delayedSevenHours',
    'newEventId',
    'retryDuringFirst',
    'truncated',
    'ackLost',
    'replicaDown',
    'bothDown',
    'unknownType',
    'newFields',
    'missingFields',
    'forged',
  ],
  outbound: [
    'connectFailed',
    'lostResponse',
    'serverErrorApplied',
    'serverErrorNotApplied',
    'rateLimit429',
    'rateLimit400',
    'slowerThanLease',
    'groupLimit',
    'tokenExpired',
    'tokenEndpointDown',
    'botRemoved',
    'userLeft',
    'messageRecalled',
    'cardRefused',
    'cardTooLarge',
    'cardTooOld',
    'congestion',
  ],
  process: [
    'crashBetweenStatements',
    'crashBeforeCommit',
    'crashAfterCommit',
    'crashAfterSend',
    'replicasRace',
    'pausedReplica',
  ],
  time: [
    'clockForward',
    'clockBackward',
    'monthEnd',
    'termEnd',
    'yearEnd',
    'leapDay',
    'longSuspend',
  ],
  storage: [
    'databaseDownSeconds',
    'databaseDownHours',
    'connectionError',
    'commitAnswerLost',
    'deadlock',
    'serializationFailure',
    'slowCommit',
    'poolExhausted',
  ],
  human: [
    'doubleTap',
    'wrongPerson',
    'olderCard',
    'twoApproversTogether',
    'requestEdited',
    'approverAbsent',
    'approverResigns',
    'rosterSwap',
    'messageTakenBack',
  ],
} as const;
export type FaultKind = keyof typeof FAULTS;
export type Fault = (typeof FAULTS)[FaultKind][number];

export type FaultCounts = Map<Fault, number>;

export function noFaultsYet(): FaultCounts {
  return new Map(
    Object.values(FAULTS)
      .flat()
      .map((fault) => [fault, 0]),
  );
}
