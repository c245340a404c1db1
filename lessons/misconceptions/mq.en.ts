import type { MisconceptionProse } from '../misconceptions.ts';
import type { MQ_MISCONCEPTIONS } from './mq.ts';

export const mqMisconceptions: Readonly<Record<keyof typeof MQ_MISCONCEPTIONS, MisconceptionProse>> = {
  'producer-fills-the-queue': {
    thinks: 'The producer sends to the queue.',
    exact: 'It sends to an exchange. The exchange puts the message into the queues that match.',
  },
  'no-exchange-no-route': {
    thinks: 'Without an exchange a message has no route.',
    exact: 'Naming none means the default exchange. It knows every queue by its name.',
  },
  'near-enough-key': {
    thinks: 'A key that is nearly right will do.',
    exact: 'Keys are compared letter for letter, capitals too.',
  },
  'no-reader-no-message': {
    thinks: 'Where nobody listens, messages are lost.',
    exact: 'The queue keeps them until somebody comes.',
  },
  'only-the-latest-waits': {
    thinks: 'The queue keeps the latest message.',
    exact: 'It keeps all of them, in order, unless somebody has bounded it.',
  },
  'publishing-makes-the-queue': {
    thinks: 'Publishing makes the queue.',
    exact: 'Only a declaration does. What is published before that has no route.',
  },
  'get-takes-it': {
    thinks: 'get takes the message.',
    exact: 'It may. The default of the tool here is to give it back to the queue.',
  },
  'looking-leaves-no-trace': {
    thinks: 'Looking leaves no trace.',
    exact: 'The message was delivered and came back, so it is marked as redelivered.',
  },
  'get-only-looks': {
    thinks: 'get is for looking.',
    exact: 'With an ackmode that does not requeue the message is gone.',
  },
  'every-exchange-knows-queues': {
    thinks: 'Any exchange finds a queue by its name.',
    exact: 'Only the default exchange does. The others know the bindings that somebody made.',
  },
  'key-names-the-receiver': {
    thinks: 'The routing key names the receiver.',
    exact: 'It is compared with bindings of queues. The broker does not look up consumers by it.',
  },
  'delivered-means-done': {
    thinks: 'Delivered means done.',
    exact: 'Delivered means that the broker has sent it. Whether anybody did the work it does not know.',
  },
  'publisher-sends-again': {
    thinks: 'The publisher will send it again.',
    exact: 'The publisher is not asked. It does not learn what became of a message after the broker took it.',
  },
  'queue-keeps-a-copy': {
    thinks: 'The queue keeps a copy until the work is done.',
    exact: 'With automatic acknowledgement the queue forgets a message as it is sent.',
  },
  'requeued-goes-last': {
    thinks: 'What comes back goes to the end of the queue.',
    exact: 'It goes back to its old place, if it can. Here that is the head.',
  },
  'manual-means-lost-too': {
    thinks: 'What a dead consumer held is gone.',
    exact: 'What was not acknowledged is given out again as soon as the broker sees that the consumer is gone.',
  },
  'redelivered-means-not-handled': {
    thinks: 'It comes again, so nobody has handled it.',
    exact: 'It comes again because no acknowledgement arrived. The work may have been done.',
  },
  'worker-remembers': {
    thinks: 'A worker knows what it has done.',
    exact: 'What it knew was in its memory, and that ended with the process.',
  },
  'broker-removes-duplicates': {
    thinks: 'The broker sees to it that each message is handled once.',
    exact: "The broker gives out what was not acknowledged. To notice a repetition is the consumer's work.",
  },
  'idempotent-without-ack': {
    thinks: 'An idempotent consumer cannot lose anything.',
    exact: 'It recognises what comes again. With automatic acknowledgement nothing comes again.',
  },
  'ack-first-is-safer': {
    thinks: 'Acknowledge first, then work: so nothing comes twice.',
    exact: 'What was acknowledged and not yet done is lost with the consumer.',
  },
  'manual-is-enough': {
    thinks: 'With manual acknowledgement each message is handled once.',
    exact: 'At least once. Between the work and its acknowledgement a kill makes it twice.',
  },
  'dispatch-looks-at-work': {
    thinks: 'The next message goes to whoever is free.',
    exact: 'It goes to the next consumer that may hold more. Without a prefetch that is everyone in turn.',
  },
  'first-half-then-second': {
    thinks: 'The first worker gets the first half.',
    exact: 'They take turns, message by message.',
  },
  'shares-are-fixed': {
    thinks: 'Each worker has its share, and it waits for it.',
    exact: 'Turns are taken among those who have subscribed at that moment.',
  },
  'backlog-is-shared': {
    thinks: 'A backlog is shared among all workers.',
    exact: 'It goes to those who are there when it is given out, as much as their prefetch lets them hold.',
  },
  'what-is-not-begun-is-free': {
    thinks: 'What a worker has not begun, another can take.',
    exact: 'All that it was sent is its own until it acknowledges it, gives it back, or goes.',
  },
  'everybody-gets-the-same': {
    thinks: 'With round-robin everybody gets the same number.',
    exact: 'With a prefetch who is quick acknowledges sooner and so gets more.',
  },
  'backlog-goes-to-the-first': {
    thinks: 'Who comes first gets it all.',
    exact: 'Only without a bound. With a prefetch of 1 it holds one at a time.',
  },
  'prefetch-is-only-a-buffer': {
    thinks: 'Prefetch only saves trips over the network.',
    exact: 'It decides who can hold what, and so who gets what.',
  },
  'prefetch-bounds-automatic-too': {
    thinks: 'A prefetch of 1 bounds every consumer.',
    exact: 'It bounds what is unacked. With automatic acknowledgement nothing is.',
  },
  'more-prefetch-is-fairer': {
    thinks: 'A larger prefetch is fairer.',
    exact: 'The larger it is, the more a slow worker can sit on.',
  },
  'durable-queue-keeps-messages': {
    thinks: 'A durable queue keeps its messages.',
    exact: 'It comes back itself. Of its messages it has those that were published as persistent.',
  },
  'restarted-broker-is-empty': {
    thinks: 'A broker that starts is empty.',
    exact: 'It reads its disk. Durable exchanges, queues and bindings are there again.',
  },
  'persistent-message-is-safe-anywhere': {
    thinks: 'A persistent message is safe in any queue.',
    exact: 'It is kept where its queue is kept. With a transient queue it goes.',
  },
  'exchange-keeps-messages': {
    thinks: 'The exchange holds a message until there is a queue.',
    exact: 'Exchanges keep nothing. They pass on at once or not at all.',
  },
  'declaring-again-changes-the-queue': {
    thinks: 'To change a queue I declare it again.',
    exact: 'With other settings that is refused. It has to be deleted, or a policy used where there is one.',
  },
  'persistent-means-on-the-disk': {
    thinks: 'Persistent means it is on the disk.',
    exact: 'It means that it will be written. When, the broker decides, and a confirm tells.',
  },
  'broker-memory-survives-a-kill': {
    thinks: 'A kill leaves the memory as it is.',
    exact: 'The process ends and its memory with it. Only what was written stays.',
  },
  'written-at-once': {
    thinks: 'The broker writes each message as it comes.',
    exact: 'Without confirms it lets them gather and writes a moment later.',
  },
  'taken-means-kept': {
    thinks: 'What the broker has read it keeps.',
    exact: 'It has it in memory. A persistent message is safe when it was written, and a confirm says so.',
  },
  'publisher-notices-a-loss': {
    thinks: 'The publisher notices when something is lost.',
    exact: 'Without confirms it hears nothing, whatever becomes of the message.',
  },
  'confirms-only-tell': {
    thinks: 'A confirm only tells what happened.',
    exact: 'It tells the publisher what it may forget. The rest it publishes again.',
  },
  'retry-sends-everything-again': {
    thinks: 'After a lost connection everything is sent again.',
    exact: 'Only what was not confirmed.',
  },
  'confirms-make-it-once': {
    thinks: 'With confirms each message arrives exactly once.',
    exact: 'At least once. When the confirm is lost, the retry makes a second one.',
  },
  'unconfirmed-means-not-there': {
    thinks: 'What was not confirmed is not in the queue.',
    exact: 'It may be: perhaps only the confirm did not come.',
  },
  'unconfirmed-means-there': {
    thinks: 'When the broker is killed, the message was there already.',
    exact: 'It may have been on its way. No confirm can mean either.',
  },
  'waiting-for-confirms-is-free': {
    thinks: 'Waiting for each confirm costs nothing.',
    exact: 'Each message then takes a way there and back, and a sync.',
  },
  'window-only-bounds-memory': {
    thinks: 'Each message has a confirm of its own.',
    exact: 'One confirm can stand for all up to its number.',
  },
  'equal-numbers-are-equal-work': {
    thinks: 'Round-robin shares the work evenly.',
    exact: 'It shares the number of messages. How much work each is the queue does not know.',
  },
  'one-at-a-time-is-slow': {
    thinks: 'One at a time is slow.',
    exact: 'Where the way is short and the work uneven it is done sooner: nobody waits behind a heavy job.',
  },
  'one-bound-is-enough': {
    thinks: 'One bounded worker is enough.',
    exact: 'The other one, without a bound, is given all the rest.',
  },
  'one-is-always-best': {
    thinks: 'A prefetch of 1 is always best.',
    exact: 'With a long way and short work the worker is idle most of the time.',
  },
  'ten-times-the-prefetch-ten-times-as-fast': {
    thinks: 'Ten times the prefetch is ten times as fast.',
    exact: 'Only until the worker is never idle. From then on the work is what takes the time.',
  },
  'without-bound-is-fastest': {
    thinks: 'Without a bound it is fastest.',
    exact: 'One worker can end up with the work of another that is idle.',
  },
  'full-queue-refuses-the-newest': {
    thinks: 'A full queue takes no more.',
    exact: 'By default it takes the new message and drops the oldest.',
  },
  'a-limit-only-warns': {
    thinks: 'A limit is only a warning.',
    exact: 'The queue keeps to it at once.',
  },
  'queue-is-full-by-itself': {
    thinks: 'At some length a queue is full.',
    exact: 'Without a limit it grows until the broker is short of memory or disk.',
  },
  'overflow-always-drops-the-oldest': {
    thinks: 'What is too much is always the oldest.',
    exact: 'With reject-publish it is the newest.',
  },
  'refusal-is-silent': {
    thinks: 'Nobody hears of a refusal.',
    exact: 'Who uses publisher confirms gets a basic.nack.',
  },
  'refusal-reaches-everyone': {
    thinks: 'Whoever publishes hears of a refusal.',
    exact: 'Only with publisher confirms. Without them the message is dropped without a word.',
  },
  'overflow-is-always-lost': {
    thinks: 'What is too much is lost.',
    exact: 'A queue with a dead-letter exchange publishes it there.',
  },
  'dead-letters-return-to-the-publisher': {
    thinks: 'Dead letters go back to the publisher.',
    exact: 'They go to an exchange that the queue names. The publisher is not asked.',
  },
  'dead-letter-exchange-keeps-them': {
    thinks: 'The dead-letter exchange keeps them.',
    exact: 'An exchange keeps nothing. There must be a queue behind it.',
  },
  'memory-alarm-drops-messages': {
    thinks: 'Short of memory, the broker drops messages.',
    exact: 'It stops those who publish. What it has, it keeps.',
  },
  'memory-alarm-stops-everybody': {
    thinks: 'The alarm stops everybody.',
    exact: 'Who only consumes goes on. That makes room again.',
  },
  'restart-clears-the-alarm': {
    thinks: 'A restart clears the alarm.',
    exact: 'Persistent messages are there again, and so is the alarm.',
  },
  'confirmed-means-it-will-be-handled': {
    thinks: 'What was confirmed will be handled.',
    exact: 'It was taken. A queue that drops its head may drop it later all the same.',
  },
  'dead-letters-are-handled': {
    thinks: 'What is dead-lettered is taken care of.',
    exact: 'It waits in another queue until somebody consumes that.',
  },
  'fanout-takes-turns': {
    thinks: 'A fanout gives each message to one of its queues.',
    exact: 'To all of them. Turns are taken by the consumers of one queue.',
  },
  'fanout-looks-at-keys': {
    thinks: 'With a fanout the key must fit.',
    exact: 'It is not looked at. Everything that is bound matches.',
  },
  'key-names-the-exchange': {
    thinks: 'The routing key names the exchange.',
    exact: 'The exchange is named by itself. Without it the default exchange looks for a queue of that name.',
  },
  'bindings-must-come-first-of-all': {
    thinks: 'Who is bound late gets nothing.',
    exact: 'It gets what comes from then on.',
  },
  'queue-is-bound-by-itself': {
    thinks: 'A new queue gets what the exchange gets.',
    exact: 'Only the default exchange knows it by itself. To any other it must be bound.',
  },
  'each-consumer-gets-a-copy': {
    thinks: 'Every consumer gets every message.',
    exact: 'Every queue does. Consumers of one queue share it.',
  },
  'a-queue-for-each-instance': {
    thinks: 'Each instance needs its queue.',
    exact: 'Then each does all of the work. Instances that share it share a queue.',
  },
  'direct-goes-to-one-queue': {
    thinks: 'A direct exchange sends to one queue.',
    exact: 'To each queue that is bound with that key.',
  },
  'key-must-be-a-queue': {
    thinks: 'The routing key must be the name of a queue.',
    exact: 'Only with the default exchange. Elsewhere it must be the key of a binding.',
  },
  'unbound-keys-go-to-the-largest': {
    thinks: 'What nobody wants goes to the archive.',
    exact: 'What matches no binding has no route, unless somebody has made one for it.',
  },
  'binding-works-backwards': {
    thinks: 'A new binding also finds what was published before.',
    exact: 'It counts from then on. Exchanges keep nothing.',
  },
  'wildcards-work-everywhere': {
    thinks: 'A binding with # gets everything.',
    exact: 'Only at a topic exchange. At a direct one it is a key like any other.',
  },
  'two-bindings-two-copies': {
    thinks: 'Two bindings make two copies.',
    exact: 'A queue gets one copy of a message, however many bindings match.',
  },
  'binding-twice-is-refused': {
    thinks: 'The same binding cannot be declared twice.',
    exact: 'It can. It is the same one afterwards.',
  },
  'star-is-any-text': {
    thinks: 'A star stands for anything.',
    exact: 'For exactly one word, between two dots or at an end.',
  },
  'star-may-be-nothing': {
    thinks: 'A star may stand for nothing.',
    exact: 'It needs one word. A hash may stand for none.',
  },
  'patterns-in-the-message': {
    thinks: 'A message can be published to a pattern.',
    exact: 'Patterns stand in bindings. In the key of a message a star is a letter like any other.',
  },
  'hash-needs-a-word': {
    thinks: 'A hash needs at least one word.',
    exact: 'It may stand for none: image.# matches image.',
  },
  'hash-is-one-word': {
    thinks: 'A hash is one word.',
    exact: 'It is any number of words. One word is a star.',
  },
  'hash-completes-a-word': {
    thinks: 'A hash completes a word.',
    exact: 'It stands for whole words. image.# does not match images.',
  },
  'best-pattern-wins': {
    thinks: 'The first pattern that fits takes the message.',
    exact: 'All bindings are looked at. A queue gets the message when any of its bindings match.',
  },
  'more-specific-wins': {
    thinks: 'A narrow pattern overrules a wide one.',
    exact: 'Bindings add up. A wide one lets in all that it matches.',
  },
  'all-means-exactly-these': {
    thinks: 'all means: these headers and no others.',
    exact: 'These must be there with their values. Others do not matter.',
  },
  'one-header-is-enough': {
    thinks: 'One header that fits is enough.',
    exact: 'With any. With all each header of the binding must fit.',
  },
  'headers-look-at-the-key': {
    thinks: 'The key counts as well.',
    exact: 'A headers exchange does not look at it.',
  },
  'any-is-everything': {
    thinks: 'any matches everything that has such a header.',
    exact: 'One header must have the value that the binding asks for.',
  },
  'x-headers-are-like-others': {
    thinks: 'A header x-tenant is a header like any other.',
    exact: 'Headers that begin with x- count only with all-with-x and any-with-x.',
  },
  'x-headers-never-count': {
    thinks: 'Headers beginning with x- never count.',
    exact: 'With all-with-x and any-with-x they do.',
  },
  'x-is-only-decoration': {
    thinks: 'x-tenant and tenant are the same.',
    exact: 'Names are compared letter for letter.',
  },
  'unroutable-is-not-confirmed': {
    thinks: 'What has no route is not confirmed.',
    exact: 'It is, at once: the broker has nothing left to do for it.',
  },
  'mandatory-makes-it-arrive': {
    thinks: 'mandatory makes it arrive.',
    exact: 'It makes it come back when no queue is bound for it.',
  },
  'return-is-a-nack': {
    thinks: 'What comes back was nacked.',
    exact: 'It is returned, and then confirmed. A nack means that the broker could not take it.',
  },
  'confirm-means-it-is-in-a-queue': {
    thinks: 'Confirmed means it is in a queue.',
    exact: 'Only where it had a route. Without one it is confirmed and gone.',
  },
  'alternate-gets-a-copy-of-all': {
    thinks: 'The alternate exchange gets a copy of everything.',
    exact: 'Only of what the first exchange could not route.',
  },
  'alternate-is-only-for-errors': {
    thinks: 'An alternate exchange is for errors.',
    exact: 'It is for messages that match no binding. That is no error.',
  },
  'broker-gives-up-by-itself': {
    thinks: 'After some tries the broker gives up.',
    exact: 'A classic queue gives it out for ever. A quorum queue stops at its delivery limit.',
  },
  'rejected-is-kept-somewhere': {
    thinks: 'What is rejected is kept somewhere.',
    exact: 'Without requeue and without a dead-letter exchange it is gone.',
  },
  'one-failure-blocks-the-rest': {
    thinks: 'One failure blocks all the rest.',
    exact: 'Not when it is put aside: what is dead-lettered has left the queue.',
  },
  'dead-letters-are-lost': {
    thinks: 'A dead letter is lost.',
    exact: 'It is published again, to the exchange that its queue names.',
  },
  'retries-end-by-themselves': {
    thinks: 'Retries end by themselves.',
    exact: 'Each time is like the first, unless somebody counts.',
  },
  'each-ttl-runs-by-itself': {
    thinks: 'Each message expires when its own time is over.',
    exact: 'In the queue it stays until it is at the head.',
  },
  'shortest-ttl-counts-for-all': {
    thinks: 'The shortest time counts for all.',
    exact: 'Each has its own, and goes at the head at the earliest.',
  },
  'order-of-ttls-does-not-matter': {
    thinks: 'In which order they come does not matter.',
    exact: 'What expires late holds up what is behind it.',
  },
  'limit-counts-all-deliveries': {
    thinks: 'A limit of two means two deliveries.',
    exact: 'It counts returns. The first delivery is none.',
  },
  'requeue-resets-the-count': {
    thinks: 'Requeueing begins anew.',
    exact: 'In a quorum queue each return is counted.',
  },
  'reject-is-a-retry': {
    thinks: 'A reject counts as a try.',
    exact: 'Without requeue it is the end: the message is dead-lettered or gone.',
  },
  'limit-keeps-what-it-takes-out': {
    thinks: 'The limit keeps what it takes out.',
    exact: 'Without a dead-letter exchange it is dropped.',
  },
  'quorum-needs-persistent': {
    thinks: 'In a quorum queue, too, only persistent messages are kept.',
    exact: 'It writes every message into its log, whatever its delivery mode.',
  },
  'confirmed-means-on-the-disk': {
    thinks: 'Confirmed means it is on the disk.',
    exact:
      'For a persistent message in a durable queue, and in a quorum queue. A transient one in a classic queue is confirmed and stays in memory.',
  },
  'queue-types-write-alike': {
    thinks: 'All durable queues write alike.',
    exact:
      'A quorum queue writes its log as messages come. A classic one gathers them when nobody waits for a confirm.',
  },
  'unconfirmed-is-always-lost': {
    thinks: 'Without a confirm it is lost.',
    exact: 'It may have been written. Without a confirm nobody knows.',
  },
  'unknown-arguments-are-ignored': {
    thinks: 'Arguments that do not fit are ignored.',
    exact: 'A queue type refuses those it does not have: PRECONDITION_FAILED.',
  },
  'type-is-only-a-wish': {
    thinks: 'The type of a queue is only a wish.',
    exact: 'It is made as declared or not at all.',
  },
  'quorum-needs-no-confirms': {
    thinks: 'With a quorum queue I need no confirms.',
    exact: 'What never arrived, or was not synced yet, it cannot keep. Only a confirm tells.',
  },
  'charge-was-on-its-way': {
    thinks: 'The next line was as good as done.',
    exact: 'A program that is killed between two lines has done the first and not the second.',
  },
  'every-line-is-as-good': {
    thinks: 'It does not matter at which line a program dies.',
    exact: 'It matters on which side of the acknowledgement, and on which side of the work.',
  },
};
