#!/usr/bin/perl
# Prints, one JSON line per message, what SpamAssassin's Bayes makes of it: `learn`, the tokens it would learn, and
# `scan`, those it would look up; `ids` and `time`, by which and as of when it would learn.
#   bayes-tokens.pl [--cf LINES] MESSAGE...      (or the names of the messages on stdin)
#   bayes-tokens.pl --lines < LINES              (each a JSON string: prints [line, tokens as header, as body, as URI])
use strict; use warnings;
use Mail::SpamAssassin; use Mail::SpamAssassin::PerMsgStatus;
use JSON::PP; use Getopt::Long; use File::Temp qw(tempdir);
my ($cf, $lines) = ('');
GetOptions('cf=s' => \$cf, lines => \$lines) or die;
my $dir = tempdir(CLEANUP => 1);
my $sa = Mail::SpamAssassin->new({ local_tests_only => 1, dont_copy_prefs => 1, userstate_dir => $dir,
  userprefs_filename => "$dir/prefs", post_config_text => "bayes_path $dir/bayes\n$cf\n" });
$sa->init(1);
my ($bayes) = grep { ref eq 'Mail::SpamAssassin::Plugin::Bayes' } @{ $sa->{plugins}->{plugins} };
my $json = JSON::PP->new->canonical->latin1;
if ($lines) {
  my $ascii = JSON::PP->new->ascii->allow_nonref;
  while (<STDIN>) {
    my $line = $ascii->decode($_);
    utf8::downgrade($line);
    print $ascii->encode([$line, map { [$bayes->_tokenize_line($line, '', $_)] } 0 .. 2]), "\n";
  }
  exit;
}
my @files = @ARGV ? @ARGV : map { chomp; $_ } <STDIN>;
my $read = sub { open my $fh, '<:raw', $_[0] or die "$_[0]: $!"; local $/; scalar <$fh> };
my $sorted = sub { my %by = %{ $_[0] }; [ sort values %by ] };
for my $file (@files) {
  my $text = $read->($file);
  my $new = $sa->parse($text, 1);
  my $learn = $bayes->tokenize($new, $bayes->get_body_from_msg($new));
  my $msg = $sa->parse($text, 1);
  my $pms = Mail::SpamAssassin::PerMsgStatus->new($sa, $msg);
  # delete_header would go on with whatever expression it was first called with.
  delete @{ $msg->{$_} }{ grep { /^x-spam-/i } keys %{ $msg->{$_} } } for qw(headers raw_headers);
  $msg->{header_order} = [grep { !/^x-spam-/i } @{ $msg->{header_order} }];
  $pms->extract_message_metadata;
  my $scan = $bayes->tokenize($msg, $bayes->_get_msgdata_from_permsgstatus($pms));
  my $id = $new->get_msgid;
  print $json->encode({ file => $file, learn => $sorted->($learn), scan => $sorted->($scan),
    ids => [$new->generate_msgid, defined $id ? $id : ()], time => $new->receive_date }), "\n";
  $pms->finish; $msg->finish; $new->finish;
}
