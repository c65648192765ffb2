import { type Conf, perConf } from '../../conf/conf.ts'
import { addressListSettings } from '../../rules/settings/address-lists.ts'
import { freemailSettings } from './settings.ts'

// Accounts that no person writes from: role addresses, and what providers make up for bounces and forwards.
const IMPERSONAL =
  /^(?:abuse|support|sales|info|helpdesk|contact|kontakt|(?:post|host|domain)master|undisclosed[^\n]*|request-[a-f0-9]{16}|bounced?-|[a-f0-9]{8}(?:\.[a-f0-9]{8}|-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}))@/i
const BULK_SENDER =
  /(?:^(?:post|host|domain)master|^double-bounce|^(?:sentto|owner|return|(?:gr)?bounced?)-[^\n]+|-(?:request|bounces?|admin|owner)|\b(?:do[._-t]?)?no[._-t]?repl(?:y|ies))@/i

/** Whether an address, in lower case, is one of a free mail provider. */
export type FreemailTest = (address: string) => boolean

/** The test for one configuration; undefined when it names no free mail hosts, so that nothing of the plugin works. */
export const freemailTest: (conf: Conf) => FreemailTest | undefined = perConf((conf) => {
  const settings = conf.of(freemailSettings)
  const { names, wildcards } = settings.freemail_domains
  if (names.size === 0 && wildcards.size === 0) return undefined
  const wildcard = wildcards.size > 0 ? wildcardExpression(wildcards) : undefined
  const welcome = settings.freemail_welcomelist
  const lists = conf.of(addressListSettings)
  const proven = [
    settings.freemail_import_welcomelist_auth ? lists.welcomelist_auth : undefined,
    settings.freemail_import_def_welcomelist_auth ? lists.def_welcomelist_auth : undefined,
  ]
  return (address) => {
    if (address === '') return false
    const host = address.slice(address.lastIndexOf('@') + 1)
    if (!names.has(host) && !wildcard?.test(address)) return false
    if (welcome.has(address) || welcome.has(host) || isImpersonal(address)) return false
    return !proven.some((list) => list?.matches(address))
  }
})

function wildcardExpression(wildcards: ReadonlySet<string>): RegExp {
  const hosts = [...wildcards].map((host) =>
    host.replaceAll('.', '\\.').replaceAll('?', '[^\\n]').replace(/\*+/g, '[^.]*'),
  )
  return new RegExp(`@(?:${hosts.join('|')})\\n?$`)
}

function isImpersonal(address: string): boolean {
  return IMPERSONAL.test(address) || hasEqualSigns(address, 2)
}

/** Whether an envelope sender looks like a mailing list, a bounce or a machine. */
export function isBulkSender(sender: string): boolean {
  return BULK_SENDER.test(sender) || hasEqualSigns(sender, 1)
}

/** `.+=.+@`, or with two signs `.+=.+=.+@`, looked for step by step: as an expression it takes time without bound. */
function hasEqualSigns(address: string, signs: number): boolean {
  let at = 1
  for (let i = 0; i < signs; i++) {
    const sign = address.indexOf('=', at)
    if (sign < 0) return false
    at = sign + 2
  }
  return address.indexOf('@', at) >= 0
}
