import { asciiLower } from '../base/ascii.ts'
import type { AddressDomains, AddressList } from '../conf/address-list.ts'
import { type EvalFunction, evalFunction, type Plugin, rest, text } from '../rules/plugin.ts'
import { RULE_AREAS } from '../rules/rule.ts'
import { perScan, type Scan } from '../rules/scan.ts'
import { addressListSettings } from '../rules/settings/address-lists.ts'
import { adspOf } from './auth/adsp.ts'
import { authorsOf, type DkimState, dkimOf, hasGoodArc, isStrong, signerOf } from './auth/dkim-results.ts'
import { dkimSettings } from './auth/dkim-settings.ts'
import { lookupHooks } from './dns/network.ts'

/** Whether a domain is one of those listed; `.example.com` and `*.example.com` mean all below it too. */
function isListed(domain: string, listed: readonly string[]): boolean {
  return listed.some((entry) => {
    const below = /^\*?\.([^\n]*)$/.exec(entry)?.[1]
    if (below === undefined) return domain === asciiLower(entry)
    return domain === asciiLower(below) || domain.endsWith(`.${asciiLower(below)}`)
  })
}

interface Demands {
  readonly valid: boolean
  readonly author: boolean
}

/** Whether any signature is by one of the domains; by anybody when none is listed. */
function isSignedBy(scan: Scan, dkim: DkimState, { valid, author }: Demands, domains: readonly string[]): boolean {
  return dkim.signatures.some((signature) => {
    if (valid && !isStrong(scan, signature)) return false
    const signer = signerOf(signature)
    if (signer === undefined || (author && !authorsOf(scan).domains.has(signer))) return false
    return domains.length === 0 || isListed(signer, domains)
  })
}

function dkimTest(
  doc: string,
  test: (scan: Scan, dkim: DkimState, domains: readonly string[]) => boolean,
): EvalFunction {
  return evalFunction({
    doc,
    on: ['full'],
    args: [rest('domains')],
    run: async (scan, domains) => {
      const rule = scan.currentRule
      const dkim = await dkimOf(scan)
      const hit = test(scan, dkim, domains)
      if (hit)
        scan.explain(() => dkim.signatures.map(({ result, domain }) => `${result} for ${domain}`).join(', '), rule)
      return hit
    },
  })
}

const signed = dkimTest('There is a signature, by one of the domains if any are named.', (scan, dkim, domains) =>
  domains.length === 0 ? dkim.signed : isSignedBy(scan, dkim, { valid: false, author: false }, domains),
)

const valid = dkimTest('There is a good signature, by one of the domains if any are named.', (scan, dkim, domains) =>
  domains.length === 0 || !dkim.valid ? dkim.valid : isSignedBy(scan, dkim, { valid: true, author: false }, domains),
)

const validAuthor = dkimTest(
  'There is a good signature by the domain of an author.',
  (scan, dkim, domains) => dkim.goodAuthors.size > 0 && isSignedBy(scan, dkim, { valid: true, author: true }, domains),
)

const validEnvelopeFrom = dkimTest('There is a good signature by the domain of the envelope sender.', (scan, dkim) => {
  const domain = /@([^ \t\n\r\f\v]+)/.exec(scan.header('EnvelopeFrom:addr') ?? '')?.[1]
  return (
    domain !== undefined && dkim.valid && isSignedBy(scan, dkim, { valid: true, author: false }, [asciiLower(domain)])
  )
})

const dependable = dkimTest('Signatures could be checked, and the message was whole.', (_scan, dkim) => dkim.dependable)
const never = dkimTest('Of no meaning any more.', () => false)
const arcSigned = dkimTest('There are ARC signatures.', (_scan, dkim, domains) =>
  domains.length === 0 ? dkim.arc.signatures.length > 0 : false,
)
const arcValid = dkimTest('There is a good ARC signature.', (_scan, dkim, domains) =>
  domains.length === 0 ? hasGoodArc(dkim) : false,
)

/** `NAD123`, some of them, or `*` for all. */
async function adspFits(scan: Scan, wanted: string, domains: readonly string[]): Promise<boolean> {
  const letters = wanted === '*' ? 'NAD123' : wanted
  const rule = scan.currentRule
  const practices = await adspOf(scan)
  const fitting = [...practices].filter(([, practice]) => letters.includes(practice))
  if (fitting.length === 0) return false
  const hit = domains.length === 0 || [...authorsOf(scan).domains].some((domain) => isListed(domain, domains))
  if (hit) scan.explain(() => fitting.map(([domain, practice]) => `${practice} of "${domain}"`).join(', '), rule)
  return hit
}

const check_dkim_adsp = evalFunction({
  doc: 'What the domain of an author says of unsigned mail is one of the letters (N A D 1 2 3, or * for any).',
  on: ['header'],
  args: [text('letters'), rest('domains')],
  run: adspFits,
})

const check_dkim_signall = evalFunction({
  doc: 'The domain of an author says that it signs all of its mail, and this is not signed.',
  on: RULE_AREAS,
  args: [],
  run: (scan) => adspFits(scan, 'A', []),
})

/** Who may sign for an author, by each list that names one; empty for the author's own domain. */
interface Acceptable {
  readonly author: string
  readonly signer: string
}

function acceptable(scan: Scan, signedLists: AddressDomains, proven: AddressList): readonly Acceptable[] {
  return authorsOf(scan).addresses.flatMap((author) => [
    ...signedLists
      .matching(author)
      .flat()
      .map((signer) => ({ author, signer })),
    ...(proven.matches(author) ? [{ author, signer: '' }] : []),
  ])
}

function mayVouch(signer: string, { author, signer: wanted }: Acceptable): boolean {
  if (wanted === '') return signer === asciiLower(/@([^@]+)$/.exec(author)?.[1] ?? '')
  const domain = wanted.slice(wanted.lastIndexOf('@') + 1)
  const below = /^\*?\.(.*)$/.exec(domain)?.[1]
  return below === undefined ? signer === asciiLower(domain) : signer.endsWith(`.${asciiLower(below)}`)
}

/** The pair of which a good signature vouches; undefined when there is none. */
async function welcomeOf(scan: Scan, pairs: readonly Acceptable[]): Promise<Acceptable | undefined> {
  if (pairs.length === 0) return undefined
  const dkim = await dkimOf(scan)
  if (!dkim.valid) return undefined
  const signers = dkim.signatures.flatMap((signature) =>
    signature.selector && isStrong(scan, signature) ? (signerOf(signature) ?? []) : [],
  )
  return pairs.find((pair) => signers.some((signer) => mayVouch(signer, pair)))
}

const welcome = perScan((scan) =>
  welcomeOf(
    scan,
    acceptable(
      scan,
      scan.conf.of(dkimSettings).welcomelist_from_dkim,
      scan.conf.of(addressListSettings).welcomelist_auth,
    ),
  ),
)
const defaultWelcome = perScan((scan) =>
  welcomeOf(
    scan,
    acceptable(
      scan,
      scan.conf.of(dkimSettings).def_welcomelist_from_dkim,
      scan.conf.of(addressListSettings).def_welcomelist_auth,
    ),
  ),
)

function welcomeTest(doc: string, find: (scan: Scan) => Promise<Acceptable | undefined>): EvalFunction {
  return evalFunction({
    doc,
    on: ['header'],
    args: [],
    run: async (scan) => {
      const rule = scan.currentRule
      const found = await find(scan)
      if (found) scan.explain(() => `"${found.author}" signed by ${found.signer || 'its own domain'}`, rule)
      return found !== undefined
    },
  })
}

const inWelcomelist = welcomeTest('An author is in welcomelist_from_dkim or welcomelist_auth, and signed.', welcome)
const inDefaultWelcomelist = welcomeTest('The same for the lists that come with rules.', defaultWelcome)

/** Signatures of domains on mail. */
export const dkim = {
  name: 'Mail::SpamAssassin::Plugin::DKIM',
  settings: dkimSettings,
  features: ['has_arc'],
  evals: {
    check_dkim_signed: signed,
    check_arc_signed: arcSigned,
    check_dkim_valid: valid,
    check_arc_valid: arcValid,
    check_dkim_verified: { ...valid, on: RULE_AREAS },
    check_dkim_valid_author_sig: validAuthor,
    check_dkim_valid_envelopefrom: validEnvelopeFrom,
    check_dkim_dependable: dependable,
    check_dkim_testing: { ...never, on: ['header'] },
    check_dkim_signsome: { ...never, on: RULE_AREAS },
    check_dkim_signall,
    check_dkim_adsp,
    check_for_dkim_welcomelist_from: inWelcomelist,
    check_for_dkim_whitelist_from: inWelcomelist,
    check_for_def_dkim_welcomelist_from: inDefaultWelcomelist,
    check_for_def_dkim_whitelist_from: inDefaultWelcomelist,
  },
  ...lookupHooks,
} as const satisfies Plugin
