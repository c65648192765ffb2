import os from 'node:os'
import type { Diagnostic } from '../base/diagnostic.ts'
import { bytesFromLatin1 } from '../base/latin1.ts'
import { notice } from '../base/notices.ts'
import { type Conf, perConf } from '../conf/conf.ts'
import { classifierScores } from '../learn/availability.ts'
import { giveStore } from '../learn/scan-stores.ts'
import type { TokenStore } from '../learn/store/token-store.ts'
import type { Message } from '../message/message.ts'
import { parseMessage } from '../message/parse-message.ts'
import { limitBacktracking } from '../regex/backtrack-limit.ts'
import { removeMarkup } from '../report/remove-markup.ts'
import type { ReportFacts } from '../report/report-input.ts'
import { renderReport } from '../report/report-template.ts'
import { rewriteMessage } from '../report/rewrite-message.ts'
import { tagsWanted } from '../report/tag-reference.ts'
import { evaluate } from '../rules/evaluate.ts'
import { compileLikely } from '../rules/likely-expressions.ts'
import type { Rule } from '../rules/rule.ts'
import { ruleSettings } from '../rules/rule-settings.ts'
import type { Ruleset } from '../rules/ruleset.ts'
import { ScanState } from '../rules/scan-state.ts'
import { scoringSettings } from '../rules/settings/scoring.ts'
import type { Verdict } from '../rules/verdict.ts'
import { autoLearn } from './auto-learn.ts'
import type { Engine, EngineFacts } from './engine-port.ts'
import { freezeTags } from './freeze-tags.ts'
import { headerBlock } from './header-block.ts'
import { hasOwnRules, scanProfile, userProfile } from './scan-profile.ts'
import { endsBy, type ScanAnswer, type ScanRequest } from './scanner.ts'
import { loadSite, type Site, type SiteOptions } from './site.ts'
import { siteFactsOf } from './site-facts.ts'
import { SiteStores } from './site-stores.ts'
import { timeLimitOf } from './time-limit.ts'
import { UserProfiles } from './user-profiles.ts'
import { verdictOf } from './verdict-of.ts'

/** A scan with all that it was made of, for whoever shows more than the verdict. */
export interface Examination {
  readonly verdict: Verdict
  readonly message: Message
  readonly scan: ScanState
}

/** What matters of a request when a message is examined. */
type ExaminationRequest = Pick<
  ScanRequest,
  | 'envelope'
  | 'user'
  | 'userDirectory'
  | 'preferences'
  | 'offline'
  | 'withoutStores'
  | 'withoutLimit'
  | 'deadline'
  | 'spentMs'
> & {
  readonly explain?: boolean
  /** Sub-rules that decide nothing are not run, and not named. */
  readonly decisiveOnly?: boolean
}

/** Scores messages on the thread it lives on: configuration, plugins and rules, read once. */
export interface SiteEngine extends Engine {
  readonly site: Site
  readonly ruleset: Ruleset
  readonly diagnostics: readonly Diagnostic[]
  /** A message as the scan would see it, with nothing tested. */
  parse(bytes: Uint8Array): Message
  /** A message as it was before a scan marked it. */
  withoutMarkup(bytes: Uint8Array): Uint8Array
  /** What a request wants of a message that was examined. */
  textOf(examination: Examination, request: Pick<ScanRequest, 'wants' | 'client'>): Uint8Array
  examine(bytes: Uint8Array, request?: ExaminationRequest, progress?: Int32Array): Promise<Examination>
}

const NO_STORE = { store: undefined, classifies: false }
const TIME_LIMIT_RULE = 'TIME_LIMIT_EXCEEDED'
const VERSION = '4.0.1'
const SUB_VERSION = '2024-03-25'

/** What an engine gets from whoever starts it, beside options. */
export interface EngineServices {
  /** Where a user's tokens and reputations are; undefined where there is no store. */
  readonly storeFor?: (user: string | undefined) => TokenStore | undefined | Promise<TokenStore | undefined>
}

/** Reads the configuration and makes its rules ready to run; what worker threads start from. */
export async function createEngine(options: SiteOptions, services: EngineServices = {}): Promise<SiteEngine> {
  limitBacktracking()
  const site = loadSite(options)
  const { conf } = site
  const diagnostics: Diagnostic[] = [...site.diagnostics]
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic)
  const { plugins } = site
  const { localOnly } = options
  const siteProfile = scanProfile({ conf, plugins, localOnly, report })
  const profiles = new UserProfiles(siteProfile, (sources) =>
    userProfile(siteProfile, { conf: site.readUser(sources), plugins, localOnly }),
  )
  const { rules } = conf.of(ruleSettings)
  const stores = options.stores && new SiteStores(site, options.stores)
  /** The store of a request, and whether it knows enough to classify; none where it cannot be reached. */
  async function storeOf(conf: Conf, { user, userDirectory }: Pick<ScanRequest, 'user' | 'userDirectory'>) {
    try {
      const store = services.storeFor
        ? await services.storeFor(user)
        : await stores?.of(conf, { name: user, directory: userDirectory })
      return { store, classifies: await classifierScores(conf, store) }
    } catch (error) {
      notice(`bayes: ${error instanceof Error ? error.message : String(error)}`)
      return { store: undefined, classifies: false }
    }
  }
  // Threads that ask a store's owner do not wait for it here: it may be starting too.
  const first = options.stores === 'client' ? NO_STORE : await storeOf(conf, {})
  const ruleset = siteProfile.rulesetWith(first.store, first.classifies)
  const reportFacts = factsOf(site)

  async function examine(
    bytes: Uint8Array,
    request: ExaminationRequest = {},
    progress?: Int32Array,
  ): Promise<Examination> {
    const started = performance.now()
    const profile = profiles.of(request.preferences)
    const { conf, messageOptions } = profile
    const limitMs = timeFor(request, profile.limitMs)
    const envelope = request.envelope ?? {}
    const message = parseMessage(bytes, messageOptions, envelope)
    const controller = new AbortController()
    const { store, classifies } = request.withoutStores ? NO_STORE : await storeOf(conf, request)
    const scan = new ScanState({
      message,
      envelope,
      conf,
      ruleset: profile.rulesetWith(store, classifies),
      plugins,
      now: Math.floor(Date.now() / 1000),
      signal: controller.signal,
      expired: () => performance.now() - started > limitMs,
      // The pool knows rules by their number in the site's ruleset only.
      progress: hasOwnRules(profile, siteProfile) ? undefined : progress,
      offline: request.offline,
      explain: request.explain,
      decisiveOnly: request.decisiveOnly && !namesSubtests(conf),
    })
    if (store) giveStore(scan, store)
    const stop = await evaluate(scan, plugins)
    if (stop === 'deadline') {
      scan.hit(TIME_LIMIT_RULE, { defscore: 0.001, description: 'Exceeded time limit / deadline' })
    } else await autoLearn(scan, plugins)
    for (const plugin of plugins) await plugin.checkEnd?.(scan)
    const verdict = verdictOf(scan, stop, freezeTags(scan), performance.now() - started)
    return { verdict, message: scan.message, scan }
  }

  async function scan(request: ScanRequest, progress?: Int32Array): Promise<ScanAnswer> {
    const {
      verdict,
      message,
      scan: state,
    } = await examine(request.bytes, { ...request, decisiveOnly: !request.subtests }, progress)
    return answer(request, verdict, message, state)
  }

  /** The text that a request wants, for a verdict that stands. */
  function answer(request: ScanRequest, verdict: Verdict, message: Message, state: ScanState | undefined): ScanAnswer {
    const text = textFor(request, verdict, message, state)
    return { verdict, text, messageId: cleanMessageId(message.headerView('MESSAGEID')[0]) }
  }

  function textFor(
    request: Pick<ScanRequest, 'wants' | 'client' | 'preferences'>,
    verdict: Verdict,
    message: Message,
    state: ScanState | undefined,
  ): Uint8Array {
    const { client } = request
    const input = {
      verdict,
      message,
      conf: state?.conf ?? profiles.of(request.preferences).conf,
      body: state?.body,
      facts: reportFacts(client && { name: client.hostName, address: client.address }),
    }
    const text = (): string => {
      switch (request.wants) {
        case 'verdict':
          return ''
        case 'report':
          return renderReport(input)
        case 'headers':
          return headerBlock(rewriteMessage(input))
        case 'message':
          return rewriteMessage(input)
      }
    }
    return bytesFromLatin1(text())
  }

  async function render(request: ScanRequest, verdict: Verdict): Promise<ScanAnswer> {
    const message = parseMessage(request.bytes, profiles.of(request.preferences).messageOptions, request.envelope ?? {})
    return answer(request, verdict, message, undefined)
  }

  const facts: EngineFacts = {
    rules: ruleset.facts.map(({ name, score, description }) => ({
      name,
      score,
      area: areaOf(rules.rules.get(name)),
      description: description ?? 'No description available.',
    })),
    required: conf.of(scoringSettings).required_score,
    timeLimit: timeLimitOf(conf),
    site: siteFactsOf(site, ruleset, diagnostics),
  }
  const parse = (bytes: Uint8Array): Message => parseMessage(bytes, siteProfile.messageOptions, {})
  const withoutMarkup = (bytes: Uint8Array): Uint8Array => bytesFromLatin1(removeMarkup(parse(bytes), conf))
  const textOf: SiteEngine['textOf'] = ({ verdict, message, scan: state }, request) =>
    textFor(request, verdict, message, state)
  const prepare = (): Iterable<void> => compileLikely(ruleset)
  return { site, ruleset, diagnostics, examine, scan, render, prepare, facts, parse, withoutMarkup, textOf }
}

/** Milliseconds that a scan may take from now on; `limitMs` is that of the settings, 0 for none. */
function timeFor({ withoutLimit, deadline, spentMs = 0 }: ExaminationRequest, limitMs: number): number {
  const untilDeadline = deadline === undefined ? Number.POSITIVE_INFINITY : endsBy(deadline) - Date.now()
  return withoutLimit || limitMs === 0 ? untilDeadline : Math.min(limitMs - spentMs, untilDeadline)
}

/** The prefix of a rule's area in reports. */
const AREA_PREFIX = { header: '', body: 'BODY: ', uri: 'URI: ', rawbody: 'RAW: ', full: 'FULL: ' } as const

function areaOf(rule: Rule | undefined): string {
  return rule?.type === 'text' ? AREA_PREFIX[rule.area] : ''
}

/** Whether a template names the tags that list sub-rules. */
const namesSubtests = perConf((conf) => tagsWanted(conf).some(({ name }) => name.startsWith('SUBTESTS')))

/** The Message-Id as logs show it. */
function cleanMessageId(id: string | undefined): string | undefined {
  return id?.replace(/\n[\s\S]*$/, '').trim() || undefined
}

function factsOf(site: Site): (remoteHost: ReportFacts['remoteHost']) => ReportFacts {
  const hostname = os.hostname()
  const rulesVersions = [...site.updateVersions].sort().map(([, version]) => version)
  return (remoteHost) => ({
    version: VERSION,
    subVersion: SUB_VERSION,
    rulesVersions,
    hostname,
    now: new Date(),
    random32: () => Math.floor(Math.random() * 2 ** 32),
    remoteHost,
  })
}
