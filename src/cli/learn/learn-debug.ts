import type { Conf } from '../../conf/conf.ts'
import { learnSettings } from '../../learn/settings.ts'
import type { StorePlace } from '../../learn/store/open-database.ts'
import type { TokenStore } from '../../learn/store/token-store.ts'
import type { Site, SiteOptions } from '../../scan/site.ts'
import { type DebugLine, siteDebugLines } from '../spamd/site-debug.ts'

/** What was read from where, and which database is used. */
export function* startLines(
  { localOnly }: SiteOptions,
  { paths, files, plugins, diagnostics }: Site,
  place: StorePlace,
): Generator<DebugLine> {
  const names = plugins.map(({ name }) => name)
  yield* siteDebugLines({ paths, fileNames: files, plugins: names, localOnly, diagnostics })
  yield { area: 'sa-learn', text: 'spamtest initialized' }
  const database = place.type === 'level' ? `the database in ${place.directory}` : 'Redis'
  yield { area: 'bayes', text: `using ${database}` }
}

/** What a store holds, which `existed` before it was opened or not, in the words of SpamAssassin's debug output. */
export async function storeTexts(store: TokenStore, conf: Conf, existed: boolean): Promise<string[]> {
  const { bayes_expiry_max_db_size, bayes_min_spam_num, bayes_min_ham_num } = conf.of(learnSettings)
  const { spam, ham, tokens, oldestAtime, newestAtime, lastExpiry } = await store.facts()
  const lacking = (count: number, least: number, what: string): string[] =>
    count < least ? [`not available for scanning, only ${count} ${what}(s) in bayes DB < ${least}`] : []
  return [
    // Of a database that is not there SpamAssassin says nothing.
    ...(existed ? lacking(spam, bayes_min_spam_num, 'spam') : []),
    ...(existed && spam >= bayes_min_spam_num ? lacking(ham, bayes_min_ham_num, 'ham') : []),
    `corpus size: nspam = ${spam}, nham = ${ham}`,
    `DB expiry: tokens in DB: ${tokens}, Expiry max size: ${bayes_expiry_max_db_size}, Oldest atime: ${oldestAtime}, Newest atime: ${newestAtime}, Last expire: ${lastExpiry}, Current time: ${Math.floor(Date.now() / 1000)}`,
  ]
}
