// Our own matcher runs a program: a list of instructions written from the tree. Loops, atomic groups and look-arounds
// keep their state in numbered registers; the matcher restores them, like the captures, when it goes back.

import type { ByteSet } from './byte-set.ts'
import { groupsInside } from './definite-groups.ts'
import { LINE_BREAK } from './line-break.ts'
import { RegexError } from './regex-error.ts'
import {
  type AssertKind,
  type BackreferenceFold,
  EMPTY,
  type LookNode,
  type Node,
  type RegexTree,
  type RepeatNode,
  someNode,
} from './tree.ts'
import { widthOf } from './widths.ts'

/** One step of the matcher. `next` is the instruction that follows, as an index. */
export type Instruction =
  | { readonly op: 'set'; readonly set: ByteSet; next: number }
  /** Greedy or lazy loop over one set, without registers. */
  | {
      readonly op: 'set-loop'
      readonly set: ByteSet
      readonly min: number
      readonly max: number
      readonly mode: RepeatNode['mode']
      next: number
    }
  /** Greedy loop over \R; going back, it gives up one byte and counts one round less, as Perl does. */
  | { readonly op: 'break-loop'; readonly min: number; readonly max: number; next: number }
  /** Tries the targets in order. */
  | { readonly op: 'choice'; targets: readonly number[]; next: number }
  | { readonly op: 'jump'; next: number }
  | { readonly op: 'open'; readonly register: number; next: number }
  | { readonly op: 'unset'; readonly group: number; next: number }
  | { readonly op: 'close'; readonly group: number; readonly register: number; next: number }
  | { readonly op: 'loop-start'; readonly register: number; next: number }
  | {
      readonly op: 'loop'
      readonly register: number
      readonly min: number
      readonly max: number
      readonly lazy: boolean
      body: number
      next: number
    }
  | { readonly op: 'assert'; readonly kind: AssertKind; readonly word: ByteSet; next: number }
  | { readonly op: 'backreference'; readonly groups: readonly number[]; readonly fold: BackreferenceFold; next: number }
  /** Remembers the height of the stack and the position. */
  | { readonly op: 'mark'; readonly register: number; next: number }
  /** Forgets the ways not taken since the mark; `restore` goes back to its position. */
  | { readonly op: 'commit'; readonly register: number; readonly restore: boolean; next: number }
  /** A negative look-around whose inside has matched: fails. */
  | { readonly op: 'fail-mark'; readonly register: number; next: number }
  /** Starts a look-behind, longest distance last. */
  | { readonly op: 'behind'; readonly register: number; readonly min: number; readonly max: number; next: number }
  /** Succeeds where the look-behind began. */
  | { readonly op: 'behind-end'; readonly register: number; next: number }
  | { readonly op: 'call'; readonly group: number; target: number; next: number }
  | { readonly op: 'if-groups'; readonly groups: readonly number[]; no: number; next: number }
  | { readonly op: 'if-recursion'; readonly groups: readonly number[] | undefined; no: number; next: number }
  | { readonly op: 'keep'; next: number }
  | { readonly op: 'fail'; next: number }
  /** Ends the match, and the groups that are open with it. */
  | {
      readonly op: 'accept'
      readonly open: readonly { readonly group: number; readonly register: number }[]
      next: number
    }
  | {
      readonly op: 'verb'
      readonly verb: 'PRUNE' | 'SKIP' | 'MARK'
      readonly argument: string | undefined
      next: number
    }
  | { readonly op: 'match'; next: number }

export interface Program {
  readonly code: readonly Instruction[]
  readonly start: number
  readonly registerCount: number
}

const LONELY_VERBS = new Set(['ACCEPT', 'PRUNE', 'SKIP'])

/** Verbs and \K act on the whole match; inside loops, look-arounds, atomic groups, conditions and recursion Perl has rules of its own. */
function refuseVerbs(node: Node, inside: boolean, tree: RegexTree): void {
  if (node.type === 'keep' && inside) {
    throw new RegexError('\\K inside a loop, atomic group or condition is not supported in a regex', 'unsupported')
  }
  if (node.type === 'verb') {
    // whether (*COMMIT) is met at all depends on where Perl's optimizer lets a match start
    if (node.verb === 'THEN' || node.verb === 'COMMIT')
      throw new RegexError(`(*${node.verb}) is not supported in a regex`, 'unsupported')
    if (LONELY_VERBS.has(node.verb) && (inside || someNode(tree.root, (n) => n.type === 'recurse'))) {
      throw new RegexError(
        `(*${node.verb}) inside a loop, look-around, atomic group, condition or recursion is not supported in a regex`,
        'unsupported',
      )
    }
    return
  }
  const closed =
    inside || node.type === 'look' || node.type === 'atomic' || node.type === 'conditional' || node.type === 'repeat'
  switch (node.type) {
    case 'sequence':
      for (const item of node.items) refuseVerbs(item, closed, tree)
      break
    case 'alternation':
      for (const branch of node.branches) refuseVerbs(branch, closed, tree)
      break
    case 'capture':
    case 'atomic':
    case 'look':
    case 'repeat':
      refuseVerbs(node.body, closed, tree)
      break
    case 'conditional':
      if (node.condition.type === 'look') refuseVerbs(node.condition, true, tree)
      refuseVerbs(node.yes, closed, tree)
      refuseVerbs(node.no, closed, tree)
      break
    case 'set':
    case 'assert':
    case 'backreference':
    case 'recurse':
    case 'keep':
  }
}

/** \G is only understood where a match must begin with it. */
function refuseSearchStart(root: Node): void {
  const first = root.type === 'sequence' ? root.items[0] : root
  const isIt = (node: Node): boolean => node.type === 'assert' && node.kind === 'search-start'
  const rest = root.type === 'sequence' ? root.items.slice(1) : []
  const elsewhere = first && isIt(first) ? rest : [root]
  if (elsewhere.some((node) => someNode(node, isIt))) {
    throw new RegexError('\\G other than at the start is not supported in a regex', 'unsupported')
  }
}

/** Always as wide, and not empty. */
function isFixed(node: Node): boolean {
  const { min, max } = widthOf(node)
  return min > 0 && min === max
}

class Assembler {
  readonly code: Instruction[] = []
  registers = 0
  private readonly open: { readonly group: number; readonly register: number }[] = []
  private readonly bodies = new Map<number, number>()
  private readonly calls: { op: 'call'; group: number; target: number; next: number }[] = []

  /** Adds an instruction that goes on to the one behind it. */
  add<T extends Instruction>(instruction: T): T {
    this.code.push(instruction)
    instruction.next = this.code.length
    return instruction
  }

  private take(count: number): number {
    const first = this.registers
    this.registers += count
    return first
  }

  private choice(): Instruction & { op: 'choice' } {
    return this.add({ op: 'choice', targets: [] as readonly number[], next: 0 })
  }

  private branches(branches: readonly Node[]): void {
    const choice = this.choice()
    const ends: { next: number }[] = []
    choice.targets = branches.map((branch) => {
      const at = this.code.length
      this.node(branch)
      ends.push(this.add({ op: 'jump', next: 0 }))
      return at
    })
    for (const end of ends) end.next = this.code.length
  }

  private repeat(node: RepeatNode): void {
    const { body, min, max, mode } = node
    if (max === 0) return
    if (body.type === 'set') {
      this.add({ op: 'set-loop', set: body.set, min, max, mode, next: 0 })
      return
    }
    if (body === LINE_BREAK && mode === 'greedy') {
      this.add({ op: 'break-loop', min, max, next: 0 })
      return
    }
    if (mode === 'possessive') {
      this.node({ type: 'atomic', body: { ...node, mode: 'greedy' } })
      return
    }
    // Perl empties a group that is repeated as a whole before it starts, if it is simple enough (its CURLYM and CURLYN)
    if (min === 0 && body.type === 'capture' && groupsInside(body.body).size === 0 && isFixed(body.body)) {
      this.add({ op: 'unset', group: body.index, next: 0 })
    }
    const register = this.take(2)
    this.add({ op: 'loop-start', register, next: 0 })
    const at = this.code.length
    const loop = this.add({ op: 'loop', register, min, max, lazy: mode === 'lazy', body: at + 1, next: 0 })
    this.node(body)
    this.add({ op: 'jump', next: 0 }).next = at
    loop.next = this.code.length
  }

  /** The inside of a look-around, between its mark and its end. */
  private lookInside(node: LookNode, register: number): void {
    if (!node.behind) {
      this.node(node.body)
      return
    }
    const { min, max } = widthOf(node.body)
    this.add({ op: 'behind', register, min, max, next: 0 })
    this.node(node.body)
    this.add({ op: 'behind-end', register, next: 0 })
  }

  private look(node: LookNode): void {
    const register = this.take(3)
    this.add({ op: 'mark', register, next: 0 })
    if (!node.negated) {
      this.lookInside(node, register)
      this.add({ op: 'commit', register, restore: true, next: 0 })
      return
    }
    const choice = this.choice()
    const inside = this.code.length
    this.lookInside(node, register)
    this.add({ op: 'fail-mark', register, next: 0 })
    choice.targets = [inside, this.code.length]
  }

  private conditional(node: Node & { type: 'conditional' }): void {
    const { condition, yes, no } = node
    if (condition.type === 'never') return
    if (condition.type === 'look') {
      const register = this.take(3)
      this.add({ op: 'mark', register, next: 0 })
      const choice = this.choice()
      const inside = this.code.length
      this.lookInside(condition, register)
      this.add({ op: 'commit', register, restore: true, next: 0 })
      this.node(condition.negated ? no : yes)
      const end = this.add({ op: 'jump', next: 0 })
      choice.targets = [inside, this.code.length]
      this.node(condition.negated ? yes : no)
      end.next = this.code.length
      return
    }
    const test =
      condition.type === 'groups'
        ? this.add({ op: 'if-groups', groups: condition.groups, no: 0, next: 0 })
        : this.add({ op: 'if-recursion', groups: condition.groups, no: 0, next: 0 })
    this.node(yes)
    const end = this.add({ op: 'jump', next: 0 })
    test.no = this.code.length
    this.node(no)
    end.next = this.code.length
  }

  private capture(index: number, body: Node): void {
    const register = this.take(1)
    if (!this.bodies.has(index)) this.bodies.set(index, this.code.length)
    this.add({ op: 'open', register, next: 0 })
    this.open.push({ group: index, register })
    this.node(body)
    this.open.pop()
    this.add({ op: 'close', group: index, register, next: 0 })
  }

  node(node: Node): void {
    switch (node.type) {
      case 'set':
        this.add({ op: 'set', set: node.set, next: 0 })
        break
      case 'sequence':
        for (const item of node.items) this.node(item)
        break
      case 'alternation':
        this.branches(node.branches)
        break
      case 'capture':
        this.capture(node.index, node.body)
        break
      case 'atomic': {
        const register = this.take(2)
        this.add({ op: 'mark', register, next: 0 })
        this.node(node.body)
        this.add({ op: 'commit', register, restore: false, next: 0 })
        break
      }
      case 'look':
        this.look(node)
        break
      case 'repeat':
        this.repeat(node)
        break
      case 'assert':
        this.add({ op: 'assert', kind: node.kind, word: node.word, next: 0 })
        break
      case 'backreference':
        this.add({ op: 'backreference', groups: node.groups, fold: node.fold, next: 0 })
        break
      case 'recurse':
        this.calls.push(this.add({ op: 'call', group: node.groups[0] ?? 0, target: 0, next: 0 }))
        break
      case 'conditional':
        this.conditional(node)
        break
      case 'keep':
        this.add({ op: 'keep', next: 0 })
        break
      case 'verb':
        this.verb(node)
    }
  }

  private verb(node: Node & { type: 'verb' }): void {
    const { verb, argument } = node
    if (verb === 'FAIL') this.add({ op: 'fail', next: 0 })
    else if (verb === 'ACCEPT') this.add({ op: 'accept', open: [...this.open], next: 0 })
    else if (verb !== 'THEN' && verb !== 'COMMIT') this.add({ op: 'verb', verb, argument, next: 0 })
  }

  /** A group that is called, but stands in what is never reached in order (`(?(DEFINE)…)`), is written apart. */
  finish(tree: RegexTree): void {
    const groups = new Map<number, Node>()
    const visit = (node: Node): boolean => {
      if (node.type === 'capture' && !groups.has(node.index)) groups.set(node.index, node)
      return false
    }
    someNode(tree.root, visit)
    for (let i = 0; i < this.calls.length; i++) {
      const call = this.calls[i]
      if (!call || call.group === 0) continue
      if (!this.bodies.has(call.group)) {
        this.node(groups.get(call.group) ?? EMPTY)
        this.add({ op: 'fail', next: 0 })
      }
      call.target = this.bodies.get(call.group) ?? 0
    }
  }
}

/** Writes the program of a tree; throws RegexError for what the matcher cannot do. */
export function assemble(tree: RegexTree): Program {
  refuseVerbs(tree.root, false, tree)
  refuseSearchStart(tree.root)
  const assembler = new Assembler()
  assembler.node(tree.root)
  assembler.add({ op: 'match', next: 0 })
  assembler.finish(tree)
  return { code: assembler.code, start: 0, registerCount: assembler.registers }
}
