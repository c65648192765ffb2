import type { ByteSet } from './byte-set.ts'

/** Matches one byte of the set. Literals, classes and the dot are all sets: case folding is already in them. */
export interface SetNode {
  readonly type: 'set'
  readonly set: ByteSet
}

export interface SequenceNode {
  readonly type: 'sequence'
  readonly items: readonly Node[]
}

export interface AlternationNode {
  readonly type: 'alternation'
  readonly branches: readonly Node[]
}

/** A capture group. In a branch reset several nodes have the same index. */
export interface CaptureNode {
  readonly type: 'capture'
  readonly index: number
  readonly body: Node
}

/** `(?>…)`: once matched, never entered again. */
export interface AtomicNode {
  readonly type: 'atomic'
  readonly body: Node
}

export interface LookNode {
  readonly type: 'look'
  readonly behind: boolean
  readonly negated: boolean
  readonly body: Node
}

export interface RepeatNode {
  readonly type: 'repeat'
  readonly min: number
  /** Infinity when there is none. */
  readonly max: number
  readonly mode: 'greedy' | 'lazy' | 'possessive'
  readonly body: Node
}

/** Zero-width tests. `end-or-newline` is `$` and `\Z`, `search-start` is `\G`. */
export type AssertKind =
  | 'start'
  | 'line-start'
  | 'end'
  | 'end-or-newline'
  | 'line-end'
  | 'boundary'
  | 'not-boundary'
  | 'search-start'

export interface AssertNode {
  readonly type: 'assert'
  readonly kind: AssertKind
  /** What counts as a word character, for the two boundaries. */
  readonly word: ByteSet
}

/** How a back-reference compares: byte by byte, ASCII letters folded, or all of Latin-1 folded. */
export type BackreferenceFold = 'none' | 'ascii' | 'latin1'

/** The text of the first of these groups that has matched; fails when none has. */
export interface BackreferenceNode {
  readonly type: 'backreference'
  readonly groups: readonly number[]
  readonly fold: BackreferenceFold
}

/** `(?R)`, `(?1)`, `(?&name)`. */
export interface RecurseNode {
  readonly type: 'recurse'
  /** The first is meant; 0 is the whole expression. A list, since a name is looked up when all groups are known. */
  readonly groups: readonly number[]
}

export type Condition =
  | { readonly type: 'groups'; readonly groups: readonly number[] }
  | { readonly type: 'recursion'; readonly groups: readonly number[] | undefined }
  | { readonly type: 'never' }
  | LookNode

export interface ConditionalNode {
  readonly type: 'conditional'
  readonly condition: Condition
  readonly yes: Node
  readonly no: Node
}

/** `\K`: the match is reported as starting here. */
export interface KeepNode {
  readonly type: 'keep'
}

export type Verb = 'FAIL' | 'ACCEPT' | 'COMMIT' | 'PRUNE' | 'SKIP' | 'THEN' | 'MARK'

export interface VerbNode {
  readonly type: 'verb'
  readonly verb: Verb
  readonly argument: string | undefined
}

export type Node =
  | SetNode
  | SequenceNode
  | AlternationNode
  | CaptureNode
  | AtomicNode
  | LookNode
  | RepeatNode
  | AssertNode
  | BackreferenceNode
  | RecurseNode
  | ConditionalNode
  | KeepNode
  | VerbNode

/** A parsed expression. */
export interface RegexTree {
  readonly root: Node
  readonly groupCount: number
  /** Group name → the groups that have it, in order. */
  readonly names: ReadonlyMap<string, readonly number[]>
}

export const EMPTY: SequenceNode = { type: 'sequence', items: [] }

/** The nodes directly inside a node. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'sequence':
      return node.items
    case 'alternation':
      return node.branches
    case 'capture':
    case 'atomic':
    case 'look':
    case 'repeat':
      return [node.body]
    case 'conditional':
      return node.condition.type === 'look' ? [node.condition, node.yes, node.no] : [node.yes, node.no]
    case 'set':
    case 'assert':
    case 'backreference':
    case 'recurse':
    case 'keep':
    case 'verb':
      return []
  }
}

/** True when the test holds for the node or one inside it. */
export function someNode(node: Node, test: (node: Node) => boolean): boolean {
  return test(node) || childrenOf(node).some((child) => someNode(child, test))
}
