import { numberFromText } from '../base/perl-number.ts'
import type { Conf } from '../conf/conf.ts'
import type { SettingRows } from '../conf/setting.ts'
import type { RuleArea } from './rule.ts'
import type { EvalValue, Scan } from './scan.ts'

/** One argument of an eval function: its name for the documentation, and how its text is read. */
export interface ArgumentType<T> {
  readonly name: string
  readonly kind: string
  /** True when the rule may leave it out. */
  readonly optional: boolean
  /** True when it takes all that is left. */
  readonly rest: boolean
  /** The text as the rule file spells it, quotes removed; throws Error with the reason to refuse the rule. */
  parse(text: string | undefined): T
}

function argument<T>(name: string, kind: string, parse: (text: string) => T): ArgumentType<T> {
  return {
    name,
    kind,
    optional: false,
    rest: false,
    parse: (text) => {
      if (text === undefined) throw new Error(`argument ${name} is missing`)
      return parse(text)
    },
  }
}

/** A text argument. */
export function text(name: string): ArgumentType<string> {
  return argument(name, 'text', (value) => value)
}

/** A number argument; text that is none counts as 0, as in SpamAssassin (`undef`). */
export function number(name: string): ArgumentType<number> {
  return argument(name, 'number', numberFromText)
}

/** The same argument, which the rule may leave out. */
export function optional<T>(inner: ArgumentType<T>): ArgumentType<T | undefined> {
  return { ...inner, optional: true, parse: (value) => (value === undefined ? undefined : inner.parse(value)) }
}

/** All arguments that are left, as text; put it last. The function gets them as one array. */
export function rest(name: string): ArgumentType<readonly string[]> {
  return { name, kind: 'list', optional: true, rest: true, parse: () => [] }
}

type ValuesOf<A extends readonly ArgumentType<unknown>[]> = {
  -readonly [K in keyof A]: A[K] extends ArgumentType<infer T> ? T : never
}

/** An eval function as the registry keeps it; its arguments are checked when the rule is read. */
export interface EvalFunction {
  readonly doc: string
  /** The rule types it may be used in. */
  readonly on: readonly RuleArea[]
  readonly args: readonly ArgumentType<unknown>[]
  /** Read once a rule, when the rules are compiled. */
  bind(args: readonly string[]): (scan: Scan) => EvalValue | Promise<EvalValue>
}

/** One record: what it means, where it may stand, what it takes, what it does. */
export function evalFunction<const A extends readonly ArgumentType<unknown>[]>(record: {
  readonly doc: string
  readonly on: readonly RuleArea[]
  readonly args: A
  readonly run: (scan: Scan, ...args: ValuesOf<A>) => EvalValue | Promise<EvalValue>
}): EvalFunction {
  const { doc, on, args, run } = record
  return {
    doc,
    on,
    args,
    bind: (given) => {
      const values: unknown[] = args.map((type, i) => (type.rest ? given.slice(i) : type.parse(given[i])))
      return (scan) => run(scan, ...(values as ValuesOf<A>)) // `as`: parsed by the very types of A
    },
  }
}

/**
 * A SpamAssassin plugin: its full Perl name, settings (rule kinds are settings that put rules into the book, see
 * rules/rule-book.ts), eval functions, and what it does around a scan.
 */
export interface Plugin {
  readonly name: string
  readonly settings: SettingRows
  readonly evals: Readonly<Record<string, EvalFunction>>
  /** Names for `can(Mail::SpamAssassin::Plugin::X::has_…)`, feature → true. */
  readonly features?: readonly string[]
  /** What it waits for, when it does nothing yet (network, an external service): its settings and functions are known by name only. */
  readonly pending?: string
  /** After the configuration is complete, once: what is wrong with it, said through `warn`. */
  readonly finishConf?: (conf: Conf, warn: (message: string) => void) => void
  /** Message parsed, before anything else looks at it: here plugins read attachments (post_message_parse). */
  readonly postMessageParse?: (scan: Scan) => void | Promise<void>
  /** Then, before any rule runs (SpamAssassin's extract_metadata and parsed_metadata). */
  readonly parsedMetadata?: (scan: Scan) => void | Promise<void>
  /** Before the first rule, after metadata (check_start). */
  readonly checkStart?: (scan: Scan) => void | Promise<void>
  /** Before the rules of priority -100 or the next higher one: questions to the network go out (check_dnsbl). */
  readonly startLookups?: (scan: Scan) => void
  /** All rules have run: waits for answers, or gives them up where the scan was stopped (check_post_dnsbl comes after). */
  readonly finishLookups?: (scan: Scan, stopped: boolean) => void | Promise<void>
  /** After the rules of one priority (check_tick). */
  readonly checkTick?: (scan: Scan) => void
  /** After the last priority, before remaining metas (check_cleanup). */
  readonly checkCleanup?: (scan: Scan) => void | Promise<void>
  /** All rules have run: what the message is to be learned as, if anything (autolearn_discriminator). */
  readonly autolearnDiscriminator?: (scan: Scan) => 'ham' | 'spam' | undefined
  /** All rules have run and the score stands (check_post_learn / check_end). */
  readonly checkEnd?: (scan: Scan) => void | Promise<void>
  /** A rule has hit (hit_rule). */
  readonly hitRule?: (scan: Scan, rule: string, score: number) => void
  /** The sub-rules (`__NAME`) whose hits `hitRule` must be told of; all when absent. */
  readonly urgentSubRules?: (conf: Conf) => ReadonlySet<string> | 'all'
  /** True ends the scan early (have_shortcircuited). */
  readonly haveShortcircuited?: (scan: Scan) => boolean
}
