import { asciiLower } from '../base/ascii.ts'
import { type IpWords, isMappedIpv4, parseIp, reverseIp } from '../base/ip-address.ts'
import type { DnsRecord } from '../dns/dns-answer.ts'
import type { AskRecords } from './resolve-records.ts'
import { expandMacros, type MacroValues } from './spf-macros.ts'
import { isSpfRecord, parseSpfRecord, type SpfMechanism, type SpfRecord } from './spf-record.ts'

export type SpfResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'permerror' | 'temperror'

export interface SpfRequest {
  readonly scope: 'mfrom' | 'helo'
  /** The envelope sender, or the name of the HELO command. */
  readonly identity: string
  readonly ip: string
  readonly helo: string
  /** Who checks, for explanations. */
  readonly receiver: string
}

export interface SpfOutcome {
  readonly result: SpfResult
  /** Of a failure: what the domain has to say about it, or where to read about it. */
  readonly explanation: string | undefined
}

export interface SpfLimits {
  /** Mechanisms and modifiers that ask; RFC 7208 section 4.6.4 has 10, SpamAssassin 20. */
  readonly maxTerms: number
  /** Of questions without an answer. */
  readonly maxVoid: number
}

/** Mail servers and names of clients looked at, a mechanism. */
const MAX_NAMES = 10
const MAX_DOMAIN = 253
/** What Debian's Mail::SPF says where a domain says nothing. */
const EXPLANATION = 'Rejected by SPF record'

/** Ends the evaluation with a result. */
class SpfStop extends Error {
  readonly code = 'SPF'
  readonly result: SpfResult
  constructor(result: SpfResult) {
    super(`SPF ${result}`)
    this.result = result
  }
}

/** Checks whether the host may send for the identity (check_host of RFC 7208 section 4), as Mail::SPF does. */
export async function checkSpf(ask: AskRecords, request: SpfRequest, limits: SpfLimits): Promise<SpfOutcome> {
  const ip = parseIp(request.ip)
  if (!ip) return { result: 'none', explanation: undefined }
  return new Evaluation(ask, request, ip, limits).run()
}

class Evaluation {
  readonly #ask: AskRecords
  readonly #request: SpfRequest
  readonly #ip: IpWords
  readonly #limits: SpfLimits
  readonly #localPart: string
  readonly #domain: string
  #terms = 0
  #void = 0

  constructor(ask: AskRecords, request: SpfRequest, ip: IpWords, limits: SpfLimits) {
    this.#ask = ask
    this.#request = request
    this.#ip = ip
    this.#limits = limits
    const at = request.scope === 'mfrom' ? request.identity.lastIndexOf('@') : -1
    this.#localPart = (at > 0 ? request.identity.slice(0, at) : '') || 'postmaster'
    this.#domain = asciiLower(request.identity.slice(at + 1).replace(/\.$/, ''))
  }

  async run(): Promise<SpfOutcome> {
    if (!isDomainName(this.#domain)) return { result: 'none', explanation: undefined }
    try {
      return await this.#checkDomain(this.#domain)
    } catch (error) {
      if (!(error instanceof SpfStop)) throw error
      return { result: error.result, explanation: undefined }
    }
  }

  async #checkDomain(domain: string): Promise<SpfOutcome> {
    const record = await this.#recordOf(domain)
    if (!record) return { result: 'none', explanation: undefined }
    let result: SpfResult | undefined
    for (const mechanism of record.mechanisms) {
      if (!(await this.#matches(mechanism, domain))) continue
      result = mechanism.qualifier
      break
    }
    // The modifier counts as a question even where a mechanism has decided, as in Mail::SPF.
    if (record.redirect !== undefined) this.#countTerm()
    if (result === undefined && record.redirect !== undefined) {
      const target = await this.#expand(record.redirect, domain)
      const outcome = await this.#checkDomain(target)
      return outcome.result === 'none' ? { result: 'permerror', explanation: undefined } : outcome
    }
    const explanation = await this.#explain(record, domain, result === 'fail')
    return { result: result ?? 'neutral', explanation }
  }

  async #recordOf(domain: string): Promise<SpfRecord | undefined> {
    const answer = await this.#ask(shorten(domain), 'TXT')
    if (answer.type === 'failed') throw new SpfStop('temperror')
    if (answer.type === 'nothing') return undefined
    const texts = answer.records.map((record) => record.text).filter(isSpfRecord)
    const parsed = texts.map(parseSpfRecord)
    if (parsed.includes(undefined)) throw new SpfStop('permerror')
    if (parsed.length > 1) throw new SpfStop('permerror')
    return parsed[0]
  }

  async #matches(mechanism: SpfMechanism, authority: string): Promise<boolean> {
    switch (mechanism.type) {
      case 'all':
        return true
      case 'ip6':
        return !isMappedIpv4(this.#ip) && isWithin(this.#ip, mechanism.network, mechanism.prefix)
      case 'ip4':
        return isWithin(this.#ip, mechanism.network, mechanism.prefix)
      case 'a':
        this.#countTerm()
        return this.#hasAddress(await this.#target(mechanism.domain, authority), mechanism)
      case 'mx': {
        this.#countTerm()
        const servers = await this.#records(await this.#target(mechanism.domain, authority), 'MX')
        for (const { target } of servers.slice(0, MAX_NAMES)) {
          if (target !== undefined && (await this.#hasAddress(target, mechanism))) return true
        }
        return false
      }
      case 'ptr': {
        this.#countTerm()
        const domain = await this.#target(mechanism.domain, authority)
        return (await this.#clientName(domain, false)) !== undefined
      }
      case 'exists': {
        this.#countTerm()
        return (await this.#records(await this.#expand(mechanism.domain, authority), 'A')).length > 0
      }
      case 'include': {
        this.#countTerm()
        const { result } = await this.#checkDomain(await this.#expand(mechanism.domain, authority))
        if (result === 'none' || result === 'permerror') throw new SpfStop('permerror')
        if (result === 'temperror') throw new SpfStop('temperror')
        return result === 'pass'
      }
    }
  }

  #countTerm(): void {
    if (++this.#terms > this.#limits.maxTerms) throw new SpfStop('permerror')
  }

  async #records(name: string, type: string): Promise<readonly DnsRecord[]> {
    const answer = await this.#ask(shorten(name), type)
    if (answer.type === 'failed') throw new SpfStop('temperror')
    if (answer.type === 'records') return answer.records
    if (++this.#void > this.#limits.maxVoid) throw new SpfStop('permerror')
    return []
  }

  async #hasAddress(name: string, { prefix4, prefix6 }: { prefix4: number; prefix6: number }): Promise<boolean> {
    const v4 = isMappedIpv4(this.#ip)
    for (const { text } of await this.#records(name, v4 ? 'A' : 'AAAA')) {
      const words = parseIp(text)
      if (words && isWithin(this.#ip, words, v4 ? prefix4 + 96 : prefix6)) return true
    }
    return false
  }

  async #target(spec: string | undefined, authority: string): Promise<string> {
    return spec === undefined ? authority : this.#expand(spec, authority)
  }

  async #expand(spec: string, authority: string): Promise<string> {
    const expanded = await expandMacros(spec, this.#macroValues(authority), false)
    if (expanded === undefined) throw new SpfStop('permerror')
    return expanded
  }

  #macroValues(authority: string): MacroValues {
    const { scope, identity, ip, helo, receiver } = this.#request
    return {
      identity,
      localPart: this.#localPart,
      domain: this.#domain,
      authority,
      ip: this.#ip,
      ipText: asciiLower(ip),
      helo,
      scope,
      receiver,
      clientName: async () => {
        try {
          return (await this.#clientName(authority, true)) ?? 'unknown'
        } catch (error) {
          if (error instanceof SpfStop && error.result === 'temperror') return 'unknown'
          throw error
        }
      },
    }
  }

  /** A name of the client that leads back to its address: within the domain, or the one nearest to it. */
  async #clientName(domain: string, any: boolean): Promise<string | undefined> {
    const v4 = isMappedIpv4(this.#ip)
    const reversed = reverseIp(this.#request.ip)
    const pointers = await this.#records(`${reversed}.${v4 ? 'in-addr' : 'ip6'}.arpa`, 'PTR')
    const suffix = `.${asciiLower(domain)}`
    let best: { readonly name: string; readonly rank: number } | undefined
    for (const { target } of pointers.slice(0, MAX_NAMES)) {
      if (target === undefined) continue
      const lower = `.${asciiLower(target)}`
      const rank = lower === suffix ? 2 : lower.endsWith(suffix) ? 1 : 0
      if ((rank === 0 && !any) || (best && best.rank >= rank) || !(await this.#leadsBack(target))) continue
      best = { name: target, rank }
      if (!any || rank === 2) break
    }
    return best?.name
  }

  async #leadsBack(name: string): Promise<boolean> {
    try {
      const records = await this.#records(name, isMappedIpv4(this.#ip) ? 'A' : 'AAAA')
      return records.some(({ text }) => {
        const words = parseIp(text)
        return words !== undefined && isWithin(this.#ip, words, 128)
      })
    } catch (error) {
      // A name that cannot be looked up is passed over (RFC 7208 section 5.5).
      if (error instanceof SpfStop && error.result === 'temperror') return false
      throw error
    }
  }

  // Macros that must not stand in the name of the explanation make the record wrong, whether or not it is needed.
  async #explain(record: SpfRecord, authority: string, failed: boolean): Promise<string | undefined> {
    const name = record.explanation === undefined ? undefined : await this.#expand(record.explanation, authority)
    if (!failed) return undefined
    const answer = name === undefined ? undefined : await this.#ask(shorten(name), 'TXT')
    const text = answer?.type === 'records' && answer.records.length === 1 ? answer.records[0]?.text : undefined
    return (text && (await expandMacros(text, this.#macroValues(authority), true))) ?? EXPLANATION
  }
}

/** True for what can be asked for: labels of 1 to 63 bytes. */
export function isDomainName(name: string): boolean {
  return name.length <= MAX_DOMAIN && name.split('.').every((label) => label.length > 0 && label.length <= 63)
}

// Names longer than DNS allows lose labels from the left, and labels their ends (RFC 7208 section 7.3).
function shorten(name: string): string {
  let short = name.replace(/\.$/, '').replace(/([^.]{63})[^.]+/g, '$1')
  while (short.length > MAX_DOMAIN && short.includes('.')) short = short.slice(short.indexOf('.') + 1)
  return short
}

function isWithin(ip: IpWords, network: IpWords, prefix: number): boolean {
  for (let i = 0, left = prefix; i < 4 && left > 0; i++, left -= 32) {
    const differing = ((ip[i] ?? 0) ^ (network[i] ?? 0)) >>> 0
    if (differing !== 0 && (left >= 32 || differing >>> (32 - left) !== 0)) return false
  }
  return true
}
