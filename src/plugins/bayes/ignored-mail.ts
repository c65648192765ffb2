import type { Conf } from '../../conf/conf.ts'
import { learnSettings } from '../../learn/settings.ts'
import { fromAddresses, toAddresses } from '../addresses/sender-addresses.ts'

/** Whether a sender or recipient of the message is one whose mail is neither learned nor classified. */
export function isIgnored(conf: Conf, headers: (spec: string) => readonly string[]): boolean {
  const { bayes_ignore_from, bayes_ignore_to } = conf.of(learnSettings)
  return (
    (bayes_ignore_from.size > 0 && fromAddresses(headers).some((address) => bayes_ignore_from.matches(address))) ||
    (bayes_ignore_to.size > 0 && toAddresses(headers).some((address) => bayes_ignore_to.matches(address)))
  )
}
