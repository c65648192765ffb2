import { byteSetOf, bytesWhere } from './byte-set.ts'
import { VERTICAL_SPACE } from './charset.ts'
import type { Node } from './tree.ts'

/** A carriage return with its line feed. */
export const CRLF: Node = {
  type: 'sequence',
  items: [
    { type: 'set', set: byteSetOf(13) },
    { type: 'set', set: byteSetOf(10) },
  ],
}

/** `\R`. Always this very node: a loop over it goes back in Perl as if it were one byte wide (see program.ts). */
export const LINE_BREAK: Node = {
  type: 'atomic',
  body: { type: 'alternation', branches: [CRLF, { type: 'set', set: VERTICAL_SPACE }] },
}

/** `\X` where characters are bytes. Always this very node: Perl counts it as one of no known width. */
export const CLUSTER: Node = {
  type: 'atomic',
  body: { type: 'alternation', branches: [CRLF, { type: 'set', set: bytesWhere(() => true) }] },
}
