import { groupReferred, holds, sameText } from './matcher-tests.ts'
import type { Instruction, Program } from './program.ts'
import { RegexError } from './regex-error.ts'
import {
  BEHIND_MORE,
  BREAK_BACK,
  CHOICE,
  LOOP_MORE,
  lineBreakAt,
  NEXT_TARGET,
  SET_BACK,
  SET_MORE,
  STOP,
  UNDO,
  UNDO_KEEP,
  UNDO_MARK,
  UNDO_REGISTER,
  UNDO_SPAN,
} from './stack-entries.ts'

// About a second. Rules that mail should match need thousands
const MAX_STEPS = 4_000_000
const MAX_STACK = 4_000_000

/** One `(?1)` being matched. */
interface Call {
  readonly parent: Call | undefined
  readonly group: number
  readonly returnTo: number
  readonly pos: number
  readonly registers: Int32Array
  readonly spans: Int32Array
}

/** One search of a program over one subject. */
export class Run {
  private readonly code: readonly Instruction[]
  private readonly subject: string
  private readonly searchStart: number
  private readonly notEmptyAt: number
  private readonly registers: Int32Array
  readonly spans: Int32Array
  /** Where `\K` moved the start of the match; -1 when it has not. */
  kept = -1
  /** Where a verb wants the next attempt to start; -1 for none. */
  resumeAt = -1
  private marks: { readonly name: string; readonly pos: number }[] = []
  private call: Call | undefined
  private steps = 0

  private readonly kinds: number[] = []
  private readonly as: number[] = []
  private readonly bs: number[] = []
  private readonly cs: number[] = []
  private readonly calls: (Call | undefined)[] = []

  constructor(program: Program, groupCount: number, subject: string, searchStart: number, notEmptyAt: number) {
    this.code = program.code
    this.subject = subject
    this.searchStart = searchStart
    this.notEmptyAt = notEmptyAt
    this.registers = new Int32Array(program.registerCount)
    this.spans = new Int32Array(2 * (groupCount + 1))
  }

  private push(kind: number, a: number, b: number, c: number): void {
    if (this.kinds.length > MAX_STACK) throw new RegexError('Too much backtracking', 'budget')
    this.kinds.push(kind)
    this.as.push(a)
    this.bs.push(b)
    this.cs.push(c)
    this.calls.push(this.call)
  }

  private setRegister(register: number, value: number): void {
    this.push(UNDO_REGISTER, register, this.registers[register] ?? 0, 0)
    this.registers[register] = value
  }

  private setSpan(group: number, start: number, end: number): void {
    this.push(UNDO_SPAN, group, this.spans[2 * group] ?? -1, this.spans[2 * group + 1] ?? -1)
    this.spans[2 * group] = start
    this.spans[2 * group + 1] = end
  }

  private setKept(pos: number): void {
    this.push(UNDO_KEEP, 0, this.kept, 0)
    this.kept = pos
  }

  /** Drops the ways not taken above a height of the stack, and keeps what restores state. */
  private cut(height: number): void {
    let kept = height
    for (let i = height; i < this.kinds.length; i++) {
      if ((this.kinds[i] ?? 0) < UNDO) continue
      this.kinds[kept] = this.kinds[i] ?? 0
      this.as[kept] = this.as[i] ?? 0
      this.bs[kept] = this.bs[i] ?? 0
      this.cs[kept] = this.cs[i] ?? 0
      this.calls[kept] = this.calls[i]
      kept++
    }
    this.shrink(kept)
  }

  private shrink(height: number): void {
    this.kinds.length = height
    this.as.length = height
    this.bs.length = height
    this.cs.length = height
    this.calls.length = height
  }

  private undo(kind: number, a: number, b: number, c: number): void {
    if (kind === UNDO_SPAN) {
      this.spans[2 * a] = b
      this.spans[2 * a + 1] = c
    } else if (kind === UNDO_REGISTER) this.registers[a] = b
    else if (kind === UNDO_KEEP) this.kept = b
    else if (kind === UNDO_MARK) this.marks.pop()
  }

  /** Takes back everything above a height. */
  private unwind(height: number): void {
    for (let i = this.kinds.length - 1; i >= height; i--) {
      this.undo(this.kinds[i] ?? 0, this.as[i] ?? 0, this.bs[i] ?? 0, this.cs[i] ?? 0)
    }
    this.shrink(height)
  }

  private enterCall(group: number, returnTo: number, pos: number): void {
    for (let outer = this.call; outer && outer.pos === pos; outer = outer.parent) {
      if (outer.group === group) throw new RegexError('Infinite recursion in regex', 'budget')
    }
    this.steps += this.registers.length + this.spans.length
    const { registers, spans } = this
    this.call = { parent: this.call, group, returnTo, pos, registers: registers.slice(), spans: spans.slice() }
  }

  /** Ends a recursion: loops and captures are again what they were when it began. */
  private leaveCall(call: Call): number {
    this.call = call.parent
    call.registers.forEach((value, i) => {
      if (this.registers[i] !== value) this.setRegister(i, value)
    })
    for (let group = 1; 2 * group < call.spans.length; group++) {
      const start = call.spans[2 * group] ?? -1
      const end = call.spans[2 * group + 1] ?? -1
      if (this.spans[2 * group] !== start || this.spans[2 * group + 1] !== end) this.setSpan(group, start, end)
    }
    return call.returnTo
  }

  private verb(instruction: Instruction & { op: 'verb' }, pos: number): void {
    const { verb, argument } = instruction
    if (argument !== undefined && verb !== 'SKIP') {
      this.push(UNDO_MARK, 0, 0, 0)
      this.marks.push({ name: argument, pos })
    }
    if (verb === 'PRUNE') this.push(STOP, -1, 0, 0)
    else if (verb === 'SKIP') {
      const mark = argument === undefined ? { pos } : this.marks.findLast((m) => m.name === argument)
      if (mark) this.push(STOP, mark.pos, 0, 0)
    }
  }

  /** Tries a match at one position; answers its end, or -1. */
  attempt(start: number): number {
    const { code, subject, registers } = this
    this.spans.fill(-1)
    this.shrink(0)
    this.kept = -1
    this.resumeAt = -1
    this.marks = []
    this.call = undefined
    let pc = 0
    let pos = start
    let failed = false
    for (;;) {
      if (failed) {
        const top = this.kinds.length - 1
        if (top < 0) return -1
        if (++this.steps > MAX_STEPS) throw new RegexError('Too much backtracking', 'budget')
        const kind = this.kinds[top] ?? 0
        const a = this.as[top] ?? 0
        const b = this.bs[top] ?? 0
        const c = this.cs[top] ?? 0
        const call = this.calls[top]
        this.shrink(top)
        if (kind >= UNDO) {
          this.undo(kind, a, b, c)
          continue
        }
        this.call = call
        pos = b
        if (kind === CHOICE) pc = a
        else if (kind === SET_BACK) {
          // b is the least position, c the one tried last
          pos = c - 1
          pc = a
          if (pos > b) this.push(SET_BACK, a, b, pos)
        } else if (kind === SET_MORE) {
          const loop = code[a]
          if (loop?.op !== 'set-loop' || c === 0 || loop.set[subject.charCodeAt(pos)] !== 1) continue
          pos++
          this.push(SET_MORE, a, pos, c - 1)
          pc = loop.next
        } else if (kind === NEXT_TARGET) {
          const choice = code[a]
          if (choice?.op !== 'choice') continue
          pc = choice.targets[c] ?? 0
          if (c + 1 < choice.targets.length) this.push(NEXT_TARGET, a, pos, c + 1)
        } else if (kind === LOOP_MORE) {
          const loop = code[a]
          if (loop?.op !== 'loop') continue
          const count = registers[loop.register] ?? 0
          if (count >= loop.max) continue
          this.setRegister(loop.register, count + 1)
          this.setRegister(loop.register + 1, pos)
          pc = loop.body
        } else if (kind === BEHIND_MORE) {
          pc = a
          const behind = code[a]
          if (behind?.op !== 'behind') continue
          if (c < behind.max) this.push(BEHIND_MORE, a, b, c + 1)
          if (b - c < 0) continue
          pos = b - c
          pc = behind.next
        } else if (kind === BREAK_BACK) {
          // b rounds can still be given up
          pos = c - 1
          pc = a
          if (b > 1) this.push(BREAK_BACK, a, b - 1, pos)
        } else if (kind === STOP) {
          this.resumeAt = a
          return -1
        }
        failed = false
      }
      if (++this.steps > MAX_STEPS) throw new RegexError('Too much backtracking', 'budget')
      const here = pc
      const step = code[here]
      if (!step) throw new Error('the program ran off its end')
      pc = step.next
      switch (step.op) {
        case 'set':
          if (pos < subject.length && step.set[subject.charCodeAt(pos)] === 1) pos++
          else failed = true
          break
        case 'set-loop': {
          const lazy = step.mode === 'lazy'
          const limit = Math.min(subject.length, pos + (lazy ? step.min : step.max))
          const least = pos + step.min
          while (pos < limit && step.set[subject.charCodeAt(pos)] === 1) pos++
          if (pos < least) failed = true
          else if (lazy) this.push(SET_MORE, here, pos, step.max - step.min)
          else if (step.mode === 'greedy' && pos > least) this.push(SET_BACK, pc, least, pos)
          break
        }
        case 'break-loop': {
          let rounds = 0
          for (let width = 1; rounds < step.max && width > 0; ) {
            width = lineBreakAt(subject, pos)
            if (width > 0) rounds++
            pos += width
          }
          if (rounds < step.min) failed = true
          else if (rounds > step.min) this.push(BREAK_BACK, pc, rounds - step.min, pos)
          break
        }
        case 'choice':
          if (step.targets.length > 1) this.push(NEXT_TARGET, here, pos, 1)
          pc = step.targets[0] ?? pc
          break
        case 'jump':
          break
        case 'open':
          this.setRegister(step.register, pos)
          break
        case 'unset':
          this.setSpan(step.group, -1, -1)
          break
        case 'close': {
          this.setSpan(step.group, registers[step.register] ?? 0, pos)
          const { call } = this
          if (call && call.group === step.group) pc = this.leaveCall(call)
          break
        }
        case 'loop-start':
          this.setRegister(step.register, 0)
          this.setRegister(step.register + 1, -1)
          break
        case 'loop': {
          const count = registers[step.register] ?? 0
          if (count >= step.min) {
            if (registers[step.register + 1] === pos || count >= step.max) break
            if (step.lazy) {
              this.push(LOOP_MORE, here, pos, 0)
              break
            }
            this.push(CHOICE, pc, pos, 0)
          }
          this.setRegister(step.register, count + 1)
          this.setRegister(step.register + 1, pos)
          pc = step.body
          break
        }
        case 'assert':
          failed = !holds(step, subject, pos, this.searchStart)
          break
        case 'backreference': {
          const group = groupReferred(step, this.spans)
          const from = this.spans[2 * group] ?? 0
          const length = group < 0 ? 0 : (this.spans[2 * group + 1] ?? 0) - from
          this.steps += length
          if (group < 0 || !sameText(step, subject, from, pos, length)) failed = true
          else pos += length
          break
        }
        case 'mark':
          this.setRegister(step.register, this.kinds.length)
          this.setRegister(step.register + 1, pos)
          break
        case 'commit':
          this.cut(registers[step.register] ?? 0)
          if (step.restore) pos = registers[step.register + 1] ?? pos
          break
        case 'fail-mark':
          this.unwind(registers[step.register] ?? 0)
          failed = true
          break
        case 'behind':
          this.push(BEHIND_MORE, here, pos, step.min)
          failed = true
          break
        case 'behind-end':
          failed = pos !== registers[step.register + 1]
          break
        case 'call':
          this.enterCall(step.group, pc, pos)
          pc = step.target
          break
        case 'if-groups':
          if (!step.groups.some((group) => (this.spans[2 * group + 1] ?? -1) >= 0)) pc = step.no
          break
        case 'if-recursion': {
          const inside = this.call
          if (!inside || (step.groups && !step.groups.includes(inside.group))) pc = step.no
          break
        }
        case 'keep':
          this.setKept(pos)
          break
        case 'fail':
          failed = true
          break
        case 'verb':
          this.verb(step, pos)
          break
        case 'match': {
          const { call } = this
          if (call) {
            pc = this.leaveCall(call)
            break
          }
          if (pos === this.notEmptyAt && start === pos) failed = true
          else return pos
          break
        }
        case 'accept':
          for (const { group, register } of step.open) this.setSpan(group, registers[register] ?? 0, pos)
          if (pos === this.notEmptyAt && start === pos) failed = true
          else return pos
      }
    }
  }
}
