import type { Verdict } from '../../src/rules/verdict.ts'
import type { ScanAnswer, Scanner, ScanRequest } from '../../src/scan/scanner.ts'

/** A verdict with these hits, each worth what is given. */
export function fixedVerdict(hits: Readonly<Record<string, number>>, required = 5): Verdict {
  const score = Object.values(hits).reduce((sum, each) => sum + each, 0)
  return {
    score,
    required,
    isSpam: score >= required,
    hits: Object.entries(hits).map(([rule, each]) => ({
      rule,
      score: each,
      value: 1,
      area: '',
      description: '',
      evidence: [],
      matched: undefined,
      place: undefined,
      scorePlace: undefined,
    })),
    subtests: [],
    tags: {},
    subjectPrefix: undefined,
    autolearn: 'no',
    logItems: [],
    notRun: [],
    timeLimitExceeded: false,
    milliseconds: 1,
  }
}

/** A scanner that knows one rule: what it answers is made from the request by `answer`, or says what was asked. */
export function fixedScanner(answer: (request: ScanRequest) => ScanAnswer | Promise<ScanAnswer> = plain): Scanner {
  return { scan: async (request) => answer(request), close: async () => undefined }
}

const SPAM_MARK = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'

/** Ham, or spam where the message holds the GTUBE string; texts say what was wanted. */
export function plain({ bytes, wants }: ScanRequest): ScanAnswer {
  const message = Buffer.from(bytes)
  const verdict = fixedVerdict(
    message.includes(SPAM_MARK) ? { GTUBE: 1000 } : { MISSING_DATE: 2.739, NO_RELAYS: -0.001 },
  )
  const texts = {
    verdict: '',
    report: `report on ${message.length} bytes\n`,
    message: `X-Spam-Status: ${verdict.isSpam ? 'Yes' : 'No'}\n${message.toString('latin1')}`,
    headers: `X-Spam-Status: ${verdict.isSpam ? 'Yes' : 'No'}\n\n`,
  }
  return { verdict, text: Buffer.from(texts[wants], 'latin1'), messageId: undefined }
}
