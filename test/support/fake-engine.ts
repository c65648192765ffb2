import { compilePerlRegex } from '../../src/regex/compile.ts'
import { RegexError } from '../../src/regex/regex-error.ts'
import { noteHit, noteRule } from '../../src/rules/progress.ts'
import type { Engine } from '../../src/scan/engine-port.ts'
import type { ScanAnswer } from '../../src/scan/scanner.ts'
import { fixedVerdict } from './fixed-scanner.ts'

/** What a message makes this engine do: its first word. */
type Deed =
  | 'loop'
  | 'loop-always'
  /** Tries as many expressions as the second word says, each of which goes on for ever; a third word `loop` follows. */
  | 'hold-up'
  | 'exit'
  | 'throw'
  | 'wait'
  | 'wait-long'
  | 'large'
  | 'thread'
  | 'warmth'
  | 'memory'

/** An engine for tests of the pool: does what the first word of a message says, else finds it clean. */
export async function createEngine(config: unknown): Promise<Engine> {
  if (config === 'broken') throw new Error('this configuration does not load')
  const { threadId } = await import('node:worker_threads')
  let warm = false
  const answer = (text: string | Uint8Array): ScanAnswer => ({
    verdict: fixedVerdict({ FINE: 0.5 }),
    text: typeof text === 'string' ? Buffer.from(text) : text,
    messageId: undefined,
  })
  return {
    facts: {
      rules: [
        { name: '__SUB', score: 1, area: '', description: '' },
        { name: 'FIRST', score: 1.5, area: 'BODY: ', description: 'hits first' },
        { name: 'SECOND', score: 4, area: '', description: '' },
      ],
      required: 5,
      timeLimit: config === 'patient' ? 60 : config === 'five seconds' ? 5 : 0.2,
    },
    scan: async ({ bytes, withoutLimit, spentMs = 0 }, progress) => {
      // Only the thread itself, when it makes its rules ready, has no limit.
      warm ||= withoutLimit === true
      const deed = Buffer.from(bytes).toString().split(/\s/)[0] as Deed // `as`: other words fall through
      switch (deed) {
        case 'loop':
        case 'loop-always':
          for (const rule of [1, 0, 2]) noteHit(progress, rule)
          for (;;);
        case 'exit':
          return process.exit(3)
        case 'hold-up': {
          noteHit(progress, 1)
          const [, count, then] = Buffer.from(bytes).toString().split(/\s/)
          const tried = holdUps(progress, Number(count))
          while (then === 'loop');
          return answer(`${tried} in thread ${threadId}, ${Math.round(spentMs)} ms spent`)
        }
        case 'throw':
          throw new Error('the engine failed')
        case 'wait':
          await new Promise((resolve) => setTimeout(resolve, 100))
          return answer('waited')
        case 'wait-long':
          await new Promise((resolve) => setTimeout(resolve, 1000))
          return answer('waited')
        case 'large':
          return answer(new Uint8Array(1_000_000).fill(65))
        case 'warmth':
          return answer(warm ? 'warm' : 'cold')
        case 'memory': {
          const kept: number[][] = []
          for (;;) kept.push(new Array<number>(10_000).fill(0.5))
        }
        case 'thread':
          return answer(String(threadId))
        default:
          return answer(`scanned ${bytes.length} bytes`)
      }
    },
    render: ({ bytes, wants }, verdict) => {
      if (Buffer.from(bytes).toString().startsWith('loop-always')) for (;;);
      return { verdict, text: Buffer.from(`rendered ${wants}`), messageId: '<a@b>' }
    },
  }
}

/** What comes of expressions that go on for ever unless somebody ends them, each of a rule of its own. */
function holdUps(progress: Int32Array, count: number): string {
  const outcomes: string[] = []
  for (let i = 0; i < count; i++) {
    noteRule(progress, i % 3)
    try {
      outcomes.push(`${compilePerlRegex(`(\\w)\\w*-?\\w*-?\\w*;\\1{${i + 1}}`, '').test(`${'a'.repeat(4000)};_`)}`)
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      outcomes.push(error.message.includes('earlier') ? 'skipped' : 'cut off')
    }
  }
  return outcomes.join(' ')
}
