import type { Plugin } from '../rules/plugin.ts'
import { accessDb } from './access-db.ts'
import { antiVirus } from './anti-virus.ts'
import { askDns } from './ask-dns.ts'
import { asn } from './asn.ts'
import { authRes } from './auth-res.ts'
import { autoLearnThreshold } from './auto-learn-threshold.ts'
import { awl } from './awl.ts'
import { bayes } from './bayes.ts'
import { bodyEval } from './body-eval.ts'
import { decodeShortUrls } from './decode-short-urls.ts'
import { dkim } from './dkim.ts'
import { dmarc } from './dmarc.ts'
import { dnsEval } from './dns-eval.ts'
import { extractText } from './extract-text.ts'
import { freeMail } from './free-mail.ts'
import { fromNameSpoof } from './from-name-spoof.ts'
import { hashBl } from './hash-bl.ts'
import { headerEval } from './header-eval.ts'
import { htmlEval } from './html-eval.ts'
import { httpsMismatch } from './https-mismatch.ts'
import { imageInfo } from './image-info.ts'
import { mimeEval } from './mime-eval.ts'
import { mimeHeader } from './mime-header.ts'
import { oleVbMacro } from './ole-vb-macro.ts'
import { pdfInfo } from './pdf-info.ts'
import { phishTag } from './phish-tag.ts'
import { phishing } from './phishing.ts'
import { relayCountry } from './relay-country.ts'
import { relayEval } from './relay-eval.ts'
import { replaceTags } from './replace-tags.ts'
import { resourceLimits } from './resource-limits.ts'
import { reuse } from './reuse.ts'
import { shortcircuit } from './shortcircuit.ts'
import { spf } from './spf.ts'
import { testPlugin } from './test.ts'
import { textCat } from './text-cat.ts'
import { txRep } from './tx-rep.ts'
import { uriDetail } from './uri-detail.ts'
import { uriDnsBl } from './uri-dns-bl.ts'
import { uriEval } from './uri-eval.ts'
import { uriLocalBl } from './uri-local-bl.ts'
import { vBounce } from './v-bounce.ts'
import { waitingPlugins } from './waiting/waiting-plugins.ts'
import { welcomeListSubject } from './welcome-list-subject.ts'
import { wlblEval } from './wlbl-eval.ts'

/** Plugins that work. A test fails on a file of this folder that is not listed. */
const working: readonly Plugin[] = [
  shortcircuit,
  accessDb,
  antiVirus,
  asn,
  authRes,
  autoLearnThreshold,
  awl,
  bayes,
  askDns,
  bodyEval,
  decodeShortUrls,
  dkim,
  dmarc,
  dnsEval,
  extractText,
  freeMail,
  fromNameSpoof,
  hashBl,
  headerEval,
  htmlEval,
  httpsMismatch,
  imageInfo,
  mimeEval,
  mimeHeader,
  oleVbMacro,
  pdfInfo,
  phishing,
  phishTag,
  relayCountry,
  relayEval,
  replaceTags,
  resourceLimits,
  reuse,
  spf,
  testPlugin,
  textCat,
  txRep,
  uriDetail,
  uriDnsBl,
  uriEval,
  uriLocalBl,
  vBounce,
  welcomeListSubject,
  wlblEval,
]

/** Every plugin there is, whether or not a configuration loads it; what works comes before what waits under the same name. */
export const allPlugins: readonly Plugin[] = [
  ...working,
  ...waitingPlugins.filter((waiting) => !working.some((plugin) => plugin.name === waiting.name)),
]
