import { type Conf, perConf } from '../../conf/conf.ts'
import { learnSettings } from '../../learn/settings.ts'
import type { TokenOptions } from '../../learn/tokens/mail-tokens.ts'
import { bayesSettings } from './settings.ts'
import { stopWordTest } from './stop-words.ts'

/** English stop words where no configuration brings its own. */
const ENGLISH =
  '^(?i)(?:able|all|already|and|any|are|because|both|can|come|each|email|even|few|first|for|from|give|has|have|http|' +
  "information|into|it's|just|know|like|long|look|made|mail|mailing|mailto|make|many|more|most|much|need|not|now|" +
  'number|off|one|only|out|own|people|place|right|same|see|such|that|the|this|through|time|using|web|where|why|with|' +
  "without|work|world|year|years|you|you're|your)$"

/** How this configuration makes tokens of messages. */
export const tokenOptionsOf: (conf: Conf) => TokenOptions = perConf((conf) => {
  const { bayes_max_token_length } = conf.of(bayesSettings)
  const { bayes_token_sources, bayes_ignore_header } = conf.of(learnSettings)
  return {
    maxLength: bayes_max_token_length,
    isStopWord: stopWordTest(stopWordLists(conf).map(({ pattern }) => pattern)),
    sources: bayes_token_sources,
    ignoredHeaders: bayes_ignore_header,
  }
})

/** The languages in use for which no words are known. */
export function languagesWithoutStopWords(conf: Conf): string[] {
  const { bayes_stopword_languages } = conf.of(bayesSettings)
  const known = new Set(stopWordLists(conf).map(({ language }) => language))
  return bayes_stopword_languages.filter((language) => !known.has(language))
}

function stopWordLists(conf: Conf): { readonly language: string; readonly pattern: string }[] {
  const settings = conf.of(bayesSettings)
  return settings.bayes_stopword_languages.flatMap((language) => {
    const pattern = settings['bayes_stopword_*'].get(language) ?? (language === 'en' ? ENGLISH : undefined)
    return pattern === undefined ? [] : [{ language, pattern }]
  })
}
