import { domainsAbove } from './domains-above.ts'

const ADDRESS = /([^\n]+)@([^\n]+)(?=\n?$)/

/** The user, the host, and each domain above it of a mail address (Plugin::Bayes, _tokenize_mail_addrs). */
export function addressTokens(address: string): string[] {
  const parts = address.includes('@') ? ADDRESS.exec(address) : null
  const host = parts?.[2]
  if (host === undefined) return []
  return [`U*${parts?.[1]}`, `D*${host}`, ...domainsAbove(host).map((domain) => `D*${domain}`)]
}
