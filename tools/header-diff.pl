#!/usr/bin/perl
# Prints the header views that Apache SpamAssassin gives of messages, one JSON line each, for comparison with headerView.
# Arguments: the views. Standard input: one JSON string (bytes as latin1) a line, as tools/header-diff.ts writes them.
use strict; use warnings;
use JSON::PP; use Mail::SpamAssassin;
my $json = JSON::PP->new->canonical->latin1->allow_nonref;
my $sa = Mail::SpamAssassin->new({ local_tests_only => 1, dont_copy_prefs => 1, config_text => "util_rb_tld com net org de uk info\nutil_rb_2tld co.uk\n" });
$sa->init(0);
while (my $line = <STDIN>) {
  my $text = $json->decode($line);
  utf8::downgrade($text);
  my $msg = $sa->parse($text, 1);
  $msg->delete_header('X-Spam-.*'); # as a check begins
  my $status = Mail::SpamAssassin::PerMsgStatus->new($sa, $msg);
  $status->extract_message_metadata;
  print $json->encode([ map { [ map { my $value = $_; utf8::encode($value) if utf8::is_utf8($value); $value } $status->get($_) ] } @ARGV ]), "\n";
  $status->finish; $msg->finish;
}
