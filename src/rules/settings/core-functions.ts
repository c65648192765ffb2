/** The version that conditions and require_version see. */
export const SPAMASSASSIN_VERSION = '4.000001'

/** The Perl that conditions see: the newest whose expressions are understood. */
export const PERL_VERSION = 5.036

/** Settings that were the core's once and are a plugin's now. */
export const MOVED_TO_PLUGINS: ReadonlySet<string> = new Set(['ok_languages'])

const CONF = 'Mail::SpamAssassin::Conf::'
const COMPAT = `${CONF}compat_`

/** The abilities of SpamAssassin 4.0.1's core for which rule files ask. */
const FEATURES: ReadonlySet<string> = new Set(
  [
    'feature_originating_ip_headers',
    'feature_dns_local_ports_permit_avoid',
    'feature_bayes_auto_learn_on_error',
    'feature_uri_host_listed',
    'feature_yesno_takes_args',
    'feature_bug6558_free',
    'feature_edns',
    'feature_dns_query_restriction',
    'feature_registryboundaries',
    'feature_geodb',
    'feature_dns_block_rule',
    'feature_compile_regexp',
    'feature_meta_rules_matching',
    'feature_subjprefix',
    'feature_bayes_stopwords',
    'feature_get_host',
    'feature_blocklist_welcomelist',
    'feature_welcomelist_blocklist',
    'feature_header_address_parser',
    'feature_local_tests_only',
    'feature_header_first_last',
    'feature_header_match_many',
    'feature_capture_rules',
    'has_tflags_nosubject',
    'has_tflags_nolog',
    'perl_min_version_5010000',
  ].map((name) => CONF + name),
)

/** Whether a function of the core exists, for `can()` and `has()` in conditions. */
export function hasCoreFunction(name: string, slot: (name: string) => unknown): boolean {
  if (FEATURES.has(name)) return true
  if (!name.startsWith(COMPAT)) return false
  const flags = slot('enable_compat')
  return flags instanceof Set && flags.has(name.slice(COMPAT.length))
}
