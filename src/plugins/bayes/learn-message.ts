import type { Conf } from '../../conf/conf.ts'
import { messageIds } from '../../learn/message-ids.ts'
import { receiveTime } from '../../learn/receive-time.ts'
import { learnSettings } from '../../learn/settings.ts'
import type { LearnedAs, LearnOutcome, Lesson, TokenStore } from '../../learn/store/token-store.ts'
import { type MailTokens, tokenTexts } from '../../learn/tokens/mail-tokens.ts'
import { hashTokens, packTokens } from '../../learn/tokens/packed-tokens.ts'
import { unfilteredLines } from '../../learn/unfiltered-header.ts'
import type { Message } from '../../message/message.ts'
import { forgetReputation, learnReputation } from '../tx-rep/learn.ts'
import { isIgnored } from './ignored-mail.ts'
import { tokenOptionsOf } from './token-options.ts'

/** What became of a message that was to be learned: `off` by the configuration, `ignored` for its sender or recipient. */
export type LearnResult = LearnOutcome | 'off' | 'ignored'

/** How a message is to be learned. */
export interface LearnOptions {
  /** Where the message was learned as the opposite: forget that first, or leave it so. */
  readonly opposite: Lesson['opposite']
  /** Whether mail of bayes_ignore_from and bayes_ignore_to is left out. */
  readonly useIgnores: boolean
  /** Seconds since 1970. */
  readonly now: number
  /** The tokens, where they are known; read from the message otherwise. */
  readonly tokens?: MailTokens | undefined
  readonly header?: LearnedHeader | undefined
}

/**
 * `whole`, as programs learn it, or without X-Spam-… fields, as a daemon does, which takes them away from all messages once
 * it has scanned one.
 */
export type LearnedHeader = 'whole' | 'as scanned'

/** A message that claims to come from further ahead than this came now. */
const DAY = 86_400

/** Whether anything is learned or forgotten at all (use_learner, use_bayes). */
export function canLearn(conf: Conf): boolean {
  const { use_learner, use_bayes } = conf.of(learnSettings)
  return use_learner && use_bayes
}

/** All that a store is told of a message to learn. */
export function lessonOf(
  conf: Conf,
  message: Message,
  as: LearnedAs,
  options: Pick<LearnOptions, 'opposite' | 'now' | 'tokens' | 'header'>,
): Lesson {
  const received = receiveTime(message) ?? options.now
  const remembered = conf.of(learnSettings).bayes_remember_messages
  return {
    ids: messageIds(message),
    as,
    tokens: options.tokens
      ? packTokens(options.tokens.keys())
      : hashTokens(learnedTokens(conf, message, options.header)),
    atime: received - options.now > DAY ? options.now : received,
    opposite: options.opposite,
    remember: remembered > 0 ? remembered : undefined,
  }
}

/** Learns a message (Bayes::learn), unless it was learned so before, and what it says of its sender. */
export async function learnMessage(
  conf: Conf,
  store: TokenStore,
  message: Message,
  as: LearnedAs,
  options: LearnOptions,
): Promise<LearnResult> {
  if (!canLearn(conf)) return 'off'
  if (options.useIgnores && isIgnored(conf, (spec) => message.headerView(spec))) return 'ignored'
  // The store looks again; this saves reading a message that it knows.
  const mark = await markOf(store, message)
  if (mark && mark !== as && options.opposite === 'relearn') {
    await forgetReputation(conf, store.reputation, message, options)
  }
  await learnReputation(conf, store.reputation, message, as, options)
  if (mark === as) return 'known'
  if (mark && options.opposite === 'leave') return 'opposite'
  return store.learn(lessonOf(conf, message, as, options))
}

/** Takes back what was learned of a message and its sender (Bayes::forget); false when no tokens were. */
export async function forgetMessage(
  conf: Conf,
  store: TokenStore,
  message: Message,
  header: LearnedHeader = 'whole',
): Promise<boolean> {
  if (!canLearn(conf)) return false
  await forgetReputation(conf, store.reputation, message, { now: Math.floor(Date.now() / 1000) })
  if (!(await markOf(store, message))) return false
  return store.forget(messageIds(message), hashTokens(learnedTokens(conf, message, header)))
}

/** As what the message was learned before, under whichever of its ids. */
export async function markOf(store: TokenStore, message: Message): Promise<LearnedAs | undefined> {
  const marks = await store.seen(messageIds(message))
  return marks.find((mark) => mark !== undefined)
}

/** The tokens, as they are read, of a message that is learned without being scanned. */
export function learnedTokens(conf: Conf, message: Message, header: LearnedHeader = 'whole'): ReadonlySet<string> {
  const lines = header === 'whole' ? unfilteredLines(message) : undefined
  return tokenTexts(message, tokenOptionsOf(conf), lines ? { lines } : {})
}
