# Mail::DMARC asks the name servers of the system, whatever SpamAssassin's dns_server says: here it asks the one that
# MAIL_DMARC_DNS_SERVER names (address:port), so that a comparison can be made on one machine.
use strict; use warnings;
use Mail::DMARC::Base; use Net::DNS;
no warnings 'redefine';
my ($address, $port) = split /:/, $ENV{MAIL_DMARC_DNS_SERVER};
my $resolver;
*Mail::DMARC::Base::get_resolver = sub {
  $resolver ||= Net::DNS::Resolver->new(nameservers => [$address], port => $port, recurse => 1, dnsrch => 0);
};
1;
