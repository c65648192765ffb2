#!/usr/bin/perl
# Prints, one JSON line per message, what SpamAssassin's plugins make of it under the lines of --cf and no others.
#   plugin-oracle.pl --cf FILE [--net] [--tag NAME]... [--header NAME]... MESSAGE...
# hits (rules and sub-rules, as often as they hit), tags and headers (those asked for; null where there is none).
use strict; use warnings;
use Mail::SpamAssassin; use JSON::PP; use Getopt::Long; use File::Temp qw(tempdir);
my ($cf, $net, @tags, @headers);
GetOptions('cf=s' => \$cf, 'net' => \$net, 'tag=s' => \@tags, 'header=s' => \@headers) or die;
my $read = sub { open my $fh, '<:raw', $_[0] or die "$_[0]: $!"; local $/; scalar <$fh> };
my $dir = tempdir(CLEANUP => 1);
my ($languages) = grep { -f } map { "$_/languages" } glob('/var/lib/spamassassin/4.000001/updates_spamassassin_org'), '/usr/share/spamassassin';
my $sa = Mail::SpamAssassin->new({ local_tests_only => $net ? 0 : 1, dont_copy_prefs => 1, userstate_dir => $dir, userprefs_filename => "$dir/prefs",
  languages_filename => $languages, config_text => "loadplugin Mail::SpamAssassin::Plugin::Check\nuse_bayes 0\n" . $read->($cf) });
$sa->compile_now(0);
my $json = JSON::PP->new->canonical->latin1;
for my $file (@ARGV) {
  my $msg = $sa->parse($read->($file), 1);
  my $st = $sa->check($msg);
  my @hits = (split(/,/, $st->get_names_of_tests_hit), split(/,/, $st->get_names_of_subtests_hit('plain') // ''));
  my %tags = map { my $v = $st->get_tag($_); ($_ => ref $v eq 'ARRAY' ? join(' ', @$v) : defined $v ? "$v" : undef) } @tags;
  my %headers = map { my $v = $st->get($_, undef); ($_ => defined $v ? "$v" : undef) } @headers;
  print $json->encode({ hits => [sort @hits], tags => \%tags, headers => \%headers }), "\n";
  $st->finish; $msg->finish;
}
