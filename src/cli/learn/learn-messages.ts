import { setImmediate } from 'node:timers/promises'
import type { Conf } from '../../conf/conf.ts'
import { messageIds } from '../../learn/message-ids.ts'
import { receiveTime } from '../../learn/receive-time.ts'
import type { LearnOutcome, Lesson, MessageIds, TokenStore } from '../../learn/store/token-store.ts'
import { isIgnored } from '../../plugins/bayes/ignored-mail.ts'
import { canLearn, forgetMessage, learnMessage, lessonOf } from '../../plugins/bayes/learn-message.ts'
import { keepsReputations } from '../../plugins/tx-rep/learn.ts'
import type { Learner } from '../../scan/learner.ts'
import type { TargetClass } from './learn-options.ts'
import type { LessonThreads } from './lesson-threads.ts'

/** One message to learn or forget. */
export interface MessageToLearn {
  readonly class: TargetClass
  readonly bytes: Uint8Array
}

/** How messages are learned. */
export interface LearningOptions {
  readonly forget: boolean
  readonly useIgnores: boolean
  /** Ends the run once more messages than this have been learned. */
  readonly stopAfter: number | undefined
  /** Called when a message is done, with how many are. */
  readonly progress: (examined: number) => void
  /** Whether somebody wants the run to end. */
  readonly stopped: () => boolean
  /** Make lessons, too. */
  readonly threads: LessonThreads | undefined
  /** Told what became of each message, when it is done. */
  readonly dbg: (area: 'learn' | 'bayes', text: string) => void
}

/** How many messages were looked at, and how many of them changed the store. */
export interface LearningReport {
  readonly examined: number
  readonly learned: number
}

/** The configuration, or the store, does not let anything be learned; `report` is what was done before. */
export class LearningUnavailable extends Error {
  readonly report: LearningReport
  constructor(report: LearningReport, options?: ErrorOptions) {
    super('ERROR: the Bayes learn function returned an error, please re-run with -D for more information', options)
    this.report = report
  }
}

type Outcome = LearnOutcome | 'off' | 'ignored' | boolean

/** What is said of a message, in SpamAssassin's words where it has any; `ids` are what it is known by. */
function tell(
  { dbg, forget }: LearningOptions,
  learnAs: TargetClass,
  { outcome, ids, atime }: { readonly outcome: Outcome; readonly ids: MessageIds; readonly atime: number | undefined },
): void {
  dbg('learn', forget ? 'forgetting message' : `learning ${learnAs}`)
  if (outcome === false) for (const id of ids) dbg('bayes', `forget: msgid ${id} not learnt, ignored`)
  dbg('bayes', outcomeText(outcome, ids[0] ?? '', atime))
}

function outcomeText(outcome: Outcome, id: string, atime: number | undefined): string {
  switch (outcome) {
    case 'learned':
      return `learned '${id}'${atime === undefined ? '' : `, atime: ${atime}`}`
    case 'known':
      return `${id} already learnt correctly, not learning twice`
    case 'opposite':
      return `${id} already learnt as opposite, not re-learning`
    case 'ignored':
      return 'not using bayes, bayes_ignore_from or _to rule'
    case 'off':
      return 'not using bayes, it is switched off'
    case true:
      return `forgot '${id}'`
    case false:
      return 'forget: no msgid from this message has been learnt, skipping message'
  }
}

// Messages are read one after the other; so many wait for the store, which writes them together.
const IN_FLIGHT = 2048

/** Learns or forgets messages in order. Throws LearningUnavailable. */
export function learnMessages(
  learner: Learner,
  store: TokenStore,
  messages: Iterable<MessageToLearn>,
  options: LearningOptions,
): Promise<LearningReport> {
  const learn = learnsOneByOne(learner.conf) ? learnOneByOne : learnManyAtOnce
  return learn(learner, store, messages, options)
}

/** What a message does to the reputations of its sender depends on those before it: each waits for the one before. */
export function learnsOneByOne(conf: Conf): boolean {
  return keepsReputations(conf)
}

async function learnOneByOne(
  learner: Learner,
  store: TokenStore,
  messages: Iterable<MessageToLearn>,
  options: LearningOptions,
): Promise<LearningReport> {
  const report = { examined: 0, learned: 0 }
  const now = Math.floor(Date.now() / 1000)
  for (const { class: learnAs, bytes } of messages) {
    if (options.stopped() || (options.stopAfter !== undefined && report.learned > options.stopAfter)) break
    report.examined++
    if (!canLearn(learner.conf)) throw new LearningUnavailable(report)
    const { conf } = learner
    try {
      const message = learner.read(bytes)
      const as = learnAs === 'spam' ? 's' : 'h'
      const outcome = options.forget
        ? await forgetMessage(conf, store, message)
        : await learnMessage(conf, store, message, as, { opposite: 'relearn', useIgnores: options.useIgnores, now })
      if (outcome === true || outcome === 'learned') report.learned++
      tell(options, learnAs, { outcome, ids: messageIds(message), atime: receiveTime(message) })
    } catch (error) {
      throw new LearningUnavailable(report, { cause: error })
    }
    options.progress(report.examined)
    await setImmediate() // for signals
  }
  return report
}

async function learnManyAtOnce(
  learner: Learner,
  store: TokenStore,
  messages: Iterable<MessageToLearn>,
  options: LearningOptions,
): Promise<LearningReport> {
  const now = Math.floor(Date.now() / 1000)
  const inFlight = new Set<Promise<void>>()
  let examined = 0
  let learned = 0
  const unavailable = !canLearn(learner.conf)
  let failure: unknown
  let oneDone = (): void => undefined

  const { threads } = options
  // Lessons are told in the order of their messages, whichever thread is done first: of two about one message the
  // last counts.
  let turn: Promise<unknown> = Promise.resolve()
  const tellInTurn = async (learnAs: TargetClass, made: Promise<Lesson | undefined>): Promise<void> => {
    const before = turn
    const told = (async () => {
      await before
      const lesson = await made
      // What the store makes of it is not waited for by the next.
      return {
        lesson,
        done: lesson && (options.forget ? store.forget(lesson.ids, lesson.tokens) : store.learn(lesson)),
      }
    })()
    turn = told.catch(() => undefined)
    const { lesson, done } = await told
    const outcome = (await done) ?? 'ignored'
    if (outcome === true || outcome === 'learned') learned++
    tell(options, learnAs, { outcome, ids: lesson?.ids ?? [], atime: lesson?.atime })
  }
  const lessonMadeHere = async (message: MessageToLearn): Promise<Lesson | undefined> =>
    makeLesson(learner, message, { ...options, now })

  for (const message of messages) {
    if (options.stopAfter !== undefined) {
      await Promise.all(inFlight)
      if (learned > options.stopAfter) break
    }
    if (options.stopped() || failure !== undefined) break
    examined++
    if (unavailable) break
    // Whoever has time makes it.
    const madeThere = threads?.take(message)
    const told = tellInTurn(message.class, madeThere ?? lessonMadeHere(message))
      .catch((error: unknown) => {
        failure ??= error
      })
      .finally(() => {
        inFlight.delete(told)
        options.progress(examined)
        oneDone()
      })
    inFlight.add(told)
    while (inFlight.size >= IN_FLIGHT) {
      threads?.flush()
      await new Promise<void>((resolve) => {
        oneDone = resolve
      })
    }
    if (!madeThere) await setImmediate() // for threads, the store and signals
  }
  threads?.flush()
  await Promise.all(inFlight)
  const report = { examined, learned }
  if (unavailable || failure !== undefined) throw new LearningUnavailable(report, { cause: failure })
  return report
}

/** What a message teaches; undefined where it is passed over. */
export function makeLesson(
  { conf, read }: Pick<Learner, 'conf' | 'read'>,
  { class: learnAs, bytes }: MessageToLearn,
  { useIgnores, now }: { readonly useIgnores: boolean; readonly now: number },
): Lesson | undefined {
  const message = read(bytes)
  if (useIgnores && isIgnored(conf, (spec) => message.headerView(spec))) return undefined
  return lessonOf(conf, message, learnAs === 'spam' ? 's' : 'h', { opposite: 'relearn', now })
}
