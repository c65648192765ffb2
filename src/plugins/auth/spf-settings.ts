import { AddressList } from '../../conf/address-list.ts'
import { addressList, removeAddressesAlsoFrom } from '../../conf/address-types.ts'
import { type SettingRows, setting } from '../../conf/setting.ts'
import { bool, duration } from '../../conf/setting-types.ts'

const none = () => new AddressList()

/** The settings of SPF. */
export const spfSettings = {
  welcomelist_from_spf: setting(addressList, {
    default: none,
    scope: 'user',
    aliases: ['whitelist_from_spf'],
    doc: 'Envelope senders whose mail is welcome when it passes SPF.',
  }),
  def_welcomelist_from_spf: setting(addressList, {
    default: none,
    scope: 'user',
    aliases: ['def_whitelist_from_spf'],
    doc: 'The same for lists that come with rules; its score is lower.',
  }),
  unwelcomelist_from_spf: setting(removeAddressesAlsoFrom('def_welcomelist_from_spf'), {
    default: none,
    slot: 'welcomelist_from_spf',
    scope: 'user',
    aliases: ['unwhitelist_from_spf'],
    doc: 'Takes patterns back from welcomelist_from_spf and def_welcomelist_from_spf.',
  }),
  spf_timeout: setting(duration, { default: 5, scope: 'site', doc: 'How long an SPF check may take.' }),
  ignore_received_spf_header: setting(bool, {
    default: false,
    scope: 'site',
    doc: 'Checks anew, whatever Received-SPF headers of internal hosts say.',
  }),
  use_newest_received_spf_header: setting(bool, {
    default: false,
    scope: 'site',
    doc: 'Of several Received-SPF headers of internal hosts the newest counts, not the oldest.',
  }),
  do_not_use_mail_spf: setting(bool, { default: false, scope: 'site', doc: 'Of no effect: SPF is checked by Assay.' }),
  do_not_use_mail_spf_query: setting(bool, { default: true, scope: 'site', doc: 'Of no effect, as above.' }),
} as const satisfies SettingRows
