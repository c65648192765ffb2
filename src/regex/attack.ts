// Texts that an expression takes long over: what leads to a loop, the loop's body again and again, and then something
// that fails, so that all ways through the loop are tried.

import { members } from './byte-set.ts'
import { EMPTY, type Node, type RepeatNode } from './tree.ts'

/** Longest text made, in bytes: what a rule sees of a large paragraph. */
const MAX_LENGTH = 20_000
/** What a counted loop within counted loops would make too long. */
const MAX_SAMPLE = 2000
/** Loops looked at, and the lengths tried for each. */
const MAX_LOOPS = 24
const LENGTHS = [30, 300, 3000, MAX_LENGTH]

/** A byte that a set matches, a plain letter where it can be. */
function sampleByte(node: Extract<Node, { type: 'set' }>, nth: number): string {
  const bytes = members(node.set)
  const letters = bytes.filter((byte) => byte >= 97 && byte <= 122)
  const list = letters.length > 0 ? letters : bytes
  const byte = list[nth % Math.max(1, list.length)]
  return byte === undefined ? '' : String.fromCharCode(byte)
}

/** Text that the node matches, as short as it may be; the nth of several. */
function sample(node: Node, nth: number): string {
  switch (node.type) {
    case 'set':
      return sampleByte(node, nth)
    case 'sequence':
      return node.items.map((item) => sample(item, nth)).join('')
    case 'alternation':
      return sample(node.branches[nth % node.branches.length] ?? EMPTY, nth)
    case 'capture':
    case 'atomic':
      return sample(node.body, nth)
    case 'repeat':
      return sample(node.body, nth).repeat(Math.min(node.min, 200)).slice(0, MAX_SAMPLE)
    case 'conditional':
      return sample(node.yes, nth)
    case 'look':
    case 'assert':
    case 'backreference':
    case 'recurse':
    case 'keep':
    case 'verb':
      return ''
  }
}

interface Loop {
  readonly before: string
  readonly loop: RepeatNode
}

/** The loops of an expression, each with text that leads to it. */
function* loopsOf(node: Node, before: string, nth: number): Generator<Loop> {
  switch (node.type) {
    case 'sequence': {
      let text = before
      for (const item of node.items) {
        yield* loopsOf(item, text, nth)
        text += sample(item, nth)
      }
      break
    }
    case 'alternation':
      for (const branch of node.branches) yield* loopsOf(branch, before, nth)
      break
    case 'capture':
    case 'atomic':
    case 'look':
      yield* loopsOf(node.body, before, nth)
      break
    case 'repeat':
      if (node.max > 1) yield { before, loop: node }
      yield* loopsOf(node.body, before, nth)
      break
    case 'conditional':
      yield* loopsOf(node.yes, before, nth)
      yield* loopsOf(node.no, before, nth)
      break
    case 'set':
    case 'assert':
    case 'backreference':
    case 'recurse':
    case 'keep':
    case 'verb':
  }
}

/** Texts, shorter ones first, over which an expression may take long. */
export function* attacksOn(root: Node): Generator<string> {
  const made = new Set<string>()
  for (const length of LENGTHS) {
    for (const nth of [0, 1]) {
      let loops = 0
      for (const { before, loop } of loopsOf(root, '', nth)) {
        if (++loops > MAX_LOOPS) break
        const body = sample(loop.body, nth) || 'a'
        for (const pumped of [body, body.charAt(0), before + body]) {
          if (pumped === '') continue
          const text = (before + pumped.repeat(Math.ceil(length / pumped.length))).slice(0, MAX_LENGTH)
          for (const attack of [`${text}\x01`, `${text}\n`]) {
            if (made.has(attack)) continue
            made.add(attack)
            yield attack
          }
        }
      }
    }
  }
}
