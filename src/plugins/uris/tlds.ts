import { type Conf, perConf } from '../../conf/conf.ts'
import type { TldTables } from '../../message/uri/options.ts'
import { tldTables } from '../../message/uri/registry-boundaries.ts'
import { domainSettings } from '../../rules/settings/domains.ts'

/** Where registered domains begin, for plugins that compare domains. */
export const tldsOf: (conf: Conf) => TldTables = perConf((conf) => {
  const { util_rb_tld, util_rb_2tld, util_rb_3tld } = conf.of(domainSettings)
  return tldTables(util_rb_tld, util_rb_2tld, util_rb_3tld)
})
