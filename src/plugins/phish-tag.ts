import { type Conf, perConf } from '../conf/conf.ts'
import { fileReader } from '../conf/load-files.ts'
import { setting } from '../conf/setting.ts'
import { hashKeyValue, number, string } from '../conf/setting-types.ts'
import { compilePerlRegex } from '../regex/compile.ts'
import { RegexError } from '../regex/regex-error.ts'
import type { Plugin } from '../rules/plugin.ts'
import { perScan, type Scan } from '../rules/scan.ts'
import { parseTargets, type Target } from './phish-tag/targets.ts'

const settings = {
  trigger_target: setting(hashKeyValue, {
    default: () => new Map<string, string>(),
    scope: 'site',
    doc: 'A rule, and the page that all links of a mail lead to once it has hit.',
  }),
  trigger_config: setting(string, {
    default: '',
    scope: 'site',
    doc: 'A file of such pages: `target` and the page on a line, then the rules that must all hit, one a line; a blank line ends each.',
  }),
  trigger_ratio: setting(number, {
    default: 0,
    scope: 'site',
    doc: 'In how many of a hundred such mails, at random, links are changed.',
  }),
} as const

/** Keeps a changed mail from being thrown away as spam. */
const TOSS_RULE = 'PHISHTAG_TOSS'
const TOSS_SCORE = -100
/** Real mail has some dozen links. */
const MAX_LINKS = 1000

const readTargets = fileReader(parseTargets)

/** The pages of the configuration; none at all when the file that it names cannot be read. */
const targetsOf = perConf((conf: Conf): readonly Target[] | undefined => {
  const { trigger_config, trigger_target } = conf.of(settings)
  const named = /[^ \t\r\f\v]/.test(trigger_config)
  const fromFile = named ? readTargets(trigger_config) : []
  return fromFile && [...fromFile, ...[...trigger_target].map(([rule, uri]) => ({ uri, rules: [rule] }))]
})

const rulesHit = perScan((): Set<string> => new Set())

/** The body with every link that leads anywhere made to lead to the page; what a link spells is an expression here, as in SpamAssassin. */
function redirected(scan: Scan, uri: string): string {
  let body = scan.message.pristineBody
  const links = [...scan.message.uriDetails].filter(([, { types }]) => types.has('a')).slice(0, MAX_LINKS)
  try {
    for (const [raw] of links) body = replaceAll(body, raw, uri)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error // no expression: the rest stays as it is
  }
  return body
}

/** What the links of all messages are known by, should one hold up its thread. */
const LINK = 'a link as an expression'

function replaceAll(body: string, expression: string, uri: string): string {
  const regex = compilePerlRegex(expression, 'm', LINK)
  let changed = ''
  let copied = 0
  for (let from = 0, notEmptyAt = -1; from <= body.length; ) {
    const found = regex.exec(body, from, notEmptyAt)
    if (!found) break
    changed += body.slice(copied, found.index) + uri
    copied = found.end
    from = found.end
    notEmptyAt = found.end === found.index ? found.end : -1
  }
  return changed + body.slice(copied)
}

function checkEnd(scan: Scan): void {
  const hit = rulesHit(scan)
  const ready = (targetsOf(scan.conf) ?? []).filter(({ rules }) => rules.every((rule) => hit.has(rule)))
  const target = ready[Math.floor(Math.random() * ready.length)]
  if (!target || scan.conf.of(settings).trigger_ratio <= Math.random() * 100) return
  scan.hit(TOSS_RULE, { area: 'BODY: ', score: TOSS_SCORE })
  scan.extendMessage({ pristineBody: redirected(scan, target.uri) })
}

/** Changes the links of some mails that certain rules hit, so that their readers learn something. */
export const phishTag = {
  name: 'Mail::SpamAssassin::Plugin::PhishTag',
  settings,
  evals: {},
  finishConf: (conf, warn) => {
    if (!targetsOf(conf)) warn(`PHISHTAG: cannot read ${conf.of(settings).trigger_config}`)
  },
  urgentSubRules: (conf) => new Set((targetsOf(conf) ?? []).flatMap(({ rules }) => rules)),
  hitRule: (scan, rule) => void rulesHit(scan).add(rule),
  checkEnd,
} as const satisfies Plugin
