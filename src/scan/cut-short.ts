import { bytesFromLatin1, latin1FromBytes } from '../base/latin1.ts'
import { formatFixed } from '../base/perl-number.ts'
import type { Hit, Verdict } from '../rules/verdict.ts'
import type { EngineFacts, RuleFacts } from './engine-port.ts'
import { headerBlock } from './header-block.ts'
import type { ScanAnswer, ScanRequest } from './scanner.ts'

// The rule by which SpamAssassin tells that time ran out; no rule file has to define it.
const TIME_LIMIT: RuleFacts = {
  name: 'TIME_LIMIT_EXCEEDED',
  score: 0.001,
  area: '',
  description: 'Exceeded time limit / deadline',
}

/** The verdict of a scan whose thread was stopped: what it had found until then, and TIME_LIMIT_EXCEEDED. */
export function verdictSoFar(facts: EngineFacts, progress: Int32Array, milliseconds: number): Verdict {
  const rules: RuleFacts[] = []
  const count = Math.min(Atomics.load(progress, 0), progress.length - 1)
  for (let i = 1; i <= count; i++) {
    const rule = facts.rules[progress[i] ?? -1]
    if (rule) rules.push(rule)
  }
  const timeLimit = facts.rules.find((rule) => rule.name === TIME_LIMIT.name) ?? TIME_LIMIT
  const hits = [...rules.filter((rule) => !rule.name.startsWith('__')), timeLimit].map(hitOf)
  return {
    ...noVerdict(facts, milliseconds),
    hits,
    score: Number(
      formatFixed(
        hits.reduce((sum, hit) => sum + hit.score, 0),
        3,
      ),
    ),
    isSpam: hits.reduce((sum, hit) => sum + hit.score, 0) >= facts.required,
    subtests: rules.filter((rule) => rule.name.startsWith('__')).map((rule) => rule.name),
    timeLimitExceeded: true,
  }
}

/** The verdict on a message that cannot be scanned: nothing found, and why. */
export function verdictWithoutScan(facts: EngineFacts, reason: string): Verdict {
  return { ...noVerdict(facts, 0), notRun: [{ rule: '*', reason }] }
}

/** An answer with the message as it came, where nothing could rewrite it. */
export function plainAnswer(request: ScanRequest, verdict: Verdict): ScanAnswer {
  return { verdict, text: plainText(request), messageId: undefined }
}

function noVerdict(facts: EngineFacts, milliseconds: number): Verdict {
  return {
    score: 0,
    required: facts.required,
    isSpam: 0 >= facts.required,
    hits: [],
    subtests: [],
    tags: {},
    subjectPrefix: undefined,
    autolearn: 'unavailable',
    logItems: [],
    notRun: [],
    timeLimitExceeded: false,
    milliseconds,
  }
}

function hitOf(rule: RuleFacts): Hit {
  return {
    rule: rule.name,
    score: rule.score,
    value: 1,
    area: rule.area,
    description: rule.description,
    evidence: [],
    matched: undefined,
    place: undefined,
    scorePlace: undefined,
  }
}

function plainText({ bytes, wants }: ScanRequest): Uint8Array {
  if (wants === 'message') return bytes
  if (wants !== 'headers') return new Uint8Array(0)
  return bytesFromLatin1(headerBlock(latin1FromBytes(bytes)))
}
