import { asciiLower, splitAsciiSpace } from '../base/ascii.ts'
import type { AddressList } from '../conf/address-list.ts'
import { hostOfUri } from '../message/uri/registry-boundaries.ts'
import { evalFunction, optional, type Plugin, text } from '../rules/plugin.ts'
import { because, perScan, type Scan } from '../rules/scan.ts'
import { allToAddresses } from './addresses/sender-addresses.ts'
import { addressInName } from './from-names/address-in-name.ts'
import { fromNameSettings } from './from-names/settings.ts'
import { shownHeaders } from './headers/shown-headers.ts'
import { tldsOf } from './uris/tlds.ts'

/** How the address in the name of the sender compares with others. */
interface NameFacts {
  readonly containsEmail: boolean
  readonly addressDiffers: boolean
  readonly domainDiffers: boolean
  readonly ownerDiffers: boolean
  readonly equalsReplyTo: boolean
  readonly equalsTo: boolean
}

const NOTHING: NameFacts = {
  containsEmail: false,
  addressDiffers: false,
  domainDiffers: false,
  ownerDiffers: false,
  equalsReplyTo: false,
  equalsTo: false,
}

function isIgnored(scan: Scan): boolean {
  const { fns_ignore_dkim, fns_ignore_headers } = scan.conf.of(fromNameSettings)
  const signers = splitAsciiSpace(scan.tag('DKIMDOMAIN') ?? '')
  if (signers.some((domain) => fns_ignore_dkim.has(asciiLower(domain)))) return true
  return [...fns_ignore_headers].some((header) => {
    const value = scan.header(header) ?? ''
    return value !== '' && value !== '0'
  })
}

/** Who an address belongs to: whom the configuration says, else the first label of its domain. */
function ownerOf(address: string, domain: string, owners: ReadonlyMap<string, AddressList>): string {
  const [, user, host] = /^([^@]+)@([^\n]+)\n?$/.exec(address) ?? []
  const tried = user !== undefined && host !== domain ? [address, `${user}@${domain}`] : [address]
  for (const candidate of tried) {
    for (const [owner, list] of owners) if (list.matches(candidate)) return owner
  }
  return /^([^.]+)\./.exec(domain)?.[1] ?? domain
}

/** Chars other than lower case letters and digits. */
function signsIn(name: string): number {
  return name.length - name.replace(/[^a-z0-9]+/g, '').length
}

const nameFacts = perScan((scan): NameFacts => {
  if (isIgnored(scan)) return NOTHING
  const { fns_extrachars, fns_add_addrlist } = scan.conf.of(fromNameSettings)
  const tlds = tldsOf(scan.conf)
  const domainOf = (address: string) => hostOfUri(`mailto:${address}`, false, tlds)?.domain
  const address = asciiLower(scan.header('From:addr') ?? '')
  const domain = domainOf(address)
  const name = asciiLower(scan.header('From:name') ?? '')
  const shown = addressInName(name)
  const shownDomain = shown === undefined ? undefined : domainOf(shown)
  if (domain === undefined || shown === undefined || shownDomain === undefined) return NOTHING
  const extra = name.length - shown.length + signsIn(name) - signsIn(shown)
  if (extra > fns_extrachars) return { ...NOTHING, containsEmail: true }

  const owner = ownerOf(address, domain, fns_add_addrlist)
  const shownOwner = ownerOf(shown, shownDomain, fns_add_addrlist)
  const facts: NameFacts = {
    containsEmail: true,
    addressDiffers: shown !== address,
    domainDiffers: shownDomain !== domain,
    ownerDiffers: shownOwner !== owner,
    equalsReplyTo: shown === asciiLower(scan.header('Reply-To:addr') ?? ''),
    equalsTo: allToAddresses(scan).includes(shown),
  }
  if (facts.addressDiffers || facts.ownerDiffers) {
    scan.setTag('FNSFNAMEADDR', shown)
    scan.setTag('FNSFNAMEDOMAIN', shownDomain)
    scan.setTag('FNSFNAMEOWNER', shownOwner)
    scan.setTag('FNSFADDRADDR', address)
    scan.setTag('FNSFADDRDOMAIN', domain)
    scan.setTag('FNSFADDROWNER', owner)
  }
  return facts
})

type Test = (facts: NameFacts) => boolean

/** Rules that wait for the signatures to be checked, where the configuration asks for that; undefined when none do, or no more. */
const waitingOf = perScan((scan): { rules: Map<string, Test> | undefined } => {
  const { fns_ignore_dkim } = scan.conf.of(fromNameSettings)
  const hasDkim = scan.conf.value('dkim_timeout') !== undefined
  return { rules: fns_ignore_dkim.size > 0 && !scan.localOnly && hasDkim ? new Map() : undefined }
})

/** Answers now, or when the signatures are known. */
function decide(scan: Scan, test: Test): boolean {
  const { rules } = waitingOf(scan)
  if (!rules) return because(scan, test(nameFacts(scan)), () => shownHeaders(scan, ['From:name', 'From:addr']))
  rules.set(scan.currentRule, test)
  scan.hold(scan.currentRule)
  return false
}

function decideWaiting(scan: Scan): void {
  const waiting = waitingOf(scan)
  const { rules } = waiting
  waiting.rules = undefined
  for (const [rule, test] of rules ?? []) {
    if (!test(nameFacts(scan))) continue
    scan.explain(() => shownHeaders(scan, ['From:name', 'From:addr']), rule)
    scan.hit(rule)
  }
}

const fact = (doc: string, of: keyof NameFacts) =>
  evalFunction({ doc, on: ['header'], args: [], run: (scan) => decide(scan, (facts) => facts[of]) })

const check_fromname_spoof = evalFunction({
  doc: 'The name of the sender shows an address that is not the sender’s, as strictly as fns_check or the level says.',
  on: ['header'],
  args: [optional(text('level'))],
  run: (scan, level) => {
    const strictness = /^[012]$/.test(level ?? '') ? Number(level) : scan.conf.of(fromNameSettings).fns_check
    return decide(
      scan,
      ({ addressDiffers, ownerDiffers, domainDiffers }) =>
        addressDiffers && (strictness === 0 || (strictness === 1 ? ownerDiffers : domainDiffers)),
    )
  },
})

/** Senders whose name shows the address of somebody else. */
export const fromNameSpoof = {
  name: 'Mail::SpamAssassin::Plugin::FromNameSpoof',
  settings: fromNameSettings,
  checkTick: (scan) => {
    if (scan.tag('DKIMDOMAIN')) decideWaiting(scan)
  },
  checkCleanup: decideWaiting,
  evals: {
    check_fromname_spoof,
    check_fromname_different: fact('The name of the sender shows another address.', 'addressDiffers'),
    check_fromname_domain_differ: fact('The name of the sender shows an address of another domain.', 'domainDiffers'),
    check_fromname_contains_email: fact('The name of the sender shows an address.', 'containsEmail'),
    check_fromname_equals_to: fact('The name of the sender shows an address of a recipient.', 'equalsTo'),
    check_fromname_owners_differ: fact('The name of the sender shows an address of another owner.', 'ownerDiffers'),
    check_fromname_equals_replyto: fact(
      'The name of the sender shows the address that answers go to.',
      'equalsReplyTo',
    ),
  },
} as const satisfies Plugin
