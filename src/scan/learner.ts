import { homedir } from 'node:os'
import type { Diagnostic } from '../base/diagnostic.ts'
import type { Conf } from '../conf/conf.ts'
import { expandPath } from '../conf/expand-path.ts'
import { type TokenPlace, tokenPlace } from '../learn/store/open-database.ts'
import type { Message } from '../message/message.ts'
import { parseMessage } from '../message/parse-message.ts'
import { removeMarkup } from '../report/remove-markup.ts'
import { SPAMASSASSIN_VERSION } from '../rules/settings/core-functions.ts'
import type { ConfigurationPaths } from './configuration-paths.ts'
import { messageOptionsOf } from './message-options.ts'
import { loadSite, type Site, type SiteOptions } from './site.ts'

/** All that learning needs of a site: its settings, how it reads messages, where its tokens are. No rules. */
export interface Learner {
  readonly conf: Conf
  readonly place: TokenPlace
  /** The user in whose name it learns. */
  readonly user: string
  readonly diagnostics: readonly Diagnostic[]
  /** Reads a message as it was before a filter marked it. */
  read(bytes: Uint8Array): Message
}

const FILTERED = /^X-Spam-Checker-Version:/im

/** Reads a site's configuration for learning in a user's name. */
export function loadLearner(options: SiteOptions, user: string): Learner {
  const site = loadSite({ ...options, withoutRules: true })
  return learnerOf(site, site.conf, user)
}

/** The same for a site that was read, and the settings of a user of it. */
export function learnerOf(site: Pick<Site, 'paths' | 'diagnostics'>, conf: Conf, user: string): Learner {
  const diagnostics: Diagnostic[] = [...site.diagnostics]
  const messageOptions = messageOptionsOf(conf, (diagnostic) => void diagnostics.push(diagnostic))
  const read = (bytes: Uint8Array): Message => {
    const message = parseMessage(bytes, messageOptions)
    return FILTERED.test(message.pristineHeaders) ? parseMessage(removeMarkup(message, conf), messageOptions) : message
  }
  return { conf, place: tokenPlaceOf(conf, site.paths, homedir(), user), user, diagnostics, read }
}

/** Where a site keeps the tokens of a user with that home. */
export function tokenPlaceOf(conf: Conf, paths: ConfigurationPaths, home: string, user: string): TokenPlace {
  const places = {
    home,
    localRules: paths.site.path ?? '/etc/spamassassin',
    localState: '/var/lib/spamassassin',
    defaultRules: paths.rules.path ?? '/usr/share/spamassassin',
    version: SPAMASSASSIN_VERSION,
  }
  return tokenPlace(conf, (path) => expandPath(path, places), user)
}
