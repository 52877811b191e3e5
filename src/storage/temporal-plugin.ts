import {
  OperationNodeTransformer,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type PrimitiveValueListNode,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
  type ValueNode,
} from 'kysely';

/** Oids of the types that both drivers must read alike. */
export const OID = { int8: 20, date: 1082, timestamptz: 1184 } as const;

/** `2026-11-24 05:19:01.123+00` and its date alone, as PostgreSQL writes them in UTC. */
export const parsers: Record<number, (text: string) => unknown> = {
  [OID.int8]: (text) => Number(text),
  [OID.date]: (text) => Temporal.PlainDate.from(text),
  [OID.timestamptz]: (text) => Temporal.Instant.from(text.replace(' ', 'T')),
};

/** As a parameter of a statement. */
export function plain(value: unknown): unknown {
  return value instanceof Temporal.Instant || value instanceof Temporal.PlainDate
    ? value.toString()
    : value;
}

class TemporalTransformer extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    return { ...super.transformValue(node), value: plain(node.value) };
  }

  protected override transformPrimitiveValueList(
    node: PrimitiveValueListNode,
  ): PrimitiveValueListNode {
    return { ...super.transformPrimitiveValueList(node), values: node.values.map(plain) };
  }
}

/** Lets queries take Temporal values as parameters; the drivers' parsers give them back. */
export class TemporalPlugin implements KyselyPlugin {
  readonly #transformer = new TemporalTransformer();

  transformQuery(args: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(args.node, args.queryId);
  }

  async transformResult(args: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return args.result;
  }
}
