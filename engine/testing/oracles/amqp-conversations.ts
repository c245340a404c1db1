/* What is asked of the real server and of the engine: a name, and the lines that are said (see amqp-lines.ts). */

export interface Conversation {
  readonly name: string;
  readonly says: readonly string[];
}

export const talk = (name: string, text: string): Conversation => ({
  name,
  says: text
    .trim()
    .split('\n')
    .map((line) => line.trim()),
});

const refusals = (...lines: string[]): Conversation[] =>
  lines.map((line) => ({ name: `refused: ${line}`, says: ['connect a', 'a1 queue.declare queue=q', line] }));

export const CONVERSATIONS: readonly Conversation[] = [
  talk(
    'two consumers at prefetch 0 take turns',
    `
    connect a
    connect b
    connect c
    a1 queue.declare queue=q
    b1 basic.consume queue=q consumerTag=b
    c1 basic.consume queue=q consumerTag=c
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    a1 basic.publish routingKey=q body=4
    a1 basic.publish routingKey=q body=5
    a1 basic.publish routingKey=q body=6`,
  ),
  talk(
    'prefetch 3 without acks: six, then none, then one for an ack',
    `
    connect a
    connect b
    connect c
    a1 queue.declare queue=q
    b1 basic.qos prefetchCount=3
    c1 basic.qos prefetchCount=3
    b1 basic.consume queue=q consumerTag=b
    c1 basic.consume queue=q consumerTag=c
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    a1 basic.publish routingKey=q body=4
    a1 basic.publish routingKey=q body=5
    a1 basic.publish routingKey=q body=6
    a1 basic.publish routingKey=q body=7
    a1 basic.publish routingKey=q body=8
    c1 basic.ack deliveryTag=2
    b1 basic.ack deliveryTag=3 multiple
    a1 queue.declare queue=q passive`,
  ),
  talk(
    'cancel leaves the unacked, close requeues them in place',
    `
    connect a
    connect b
    a1 queue.declare queue=q
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    a1 basic.qos prefetchCount=2
    a1 basic.consume queue=q consumerTag=c
    a1 basic.cancel consumerTag=c
    b1 queue.declare queue=q passive
    a1 channel.close replyCode=200
    b1 basic.get queue=q noAck
    b1 basic.get queue=q noAck
    b1 basic.get queue=q noAck
    b1 basic.get queue=q noAck`,
  ),
  talk(
    'a vanished consumer gives back, in order and flagged',
    `
    connect a
    connect b
    a1 queue.declare queue=q
    b1 basic.consume queue=q consumerTag=c
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    b1 basic.ack deliveryTag=1
    a1 basic.publish routingKey=q body=3
    vanish b
    a1 basic.consume queue=q consumerTag=d`,
  ),
  talk(
    'nack multiple with requeue, reject, recover',
    `
    connect a
    a1 queue.declare queue=q
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    a1 basic.get queue=q
    a1 basic.get queue=q
    a1 basic.get queue=q
    a1 basic.nack deliveryTag=2 multiple requeue
    a1 basic.get queue=q
    a1 basic.reject deliveryTag=3
    a1 basic.recover requeue
    a1 basic.get queue=q
    a1 basic.get queue=q
    a1 basic.get queue=q`,
  ),
  talk(
    'recover redelivers to the consumer',
    `
    connect a
    a1 queue.declare queue=q
    a1 basic.consume queue=q consumerTag=c
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.recover requeue
    a1 basic.recover
    a1 basic.ack deliveryTag=4 multiple`,
  ),
  talk(
    'a global prefetch is shared by the consumers of a channel',
    `
    connect a
    a1 queue.declare queue=q
    a1 queue.declare queue=r
    a1 basic.qos prefetchCount=2 global
    a1 basic.consume queue=q consumerTag=c
    a1 basic.consume queue=r consumerTag=d
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=r body=2
    a1 basic.publish routingKey=q body=3
    a1 basic.ack deliveryTag=1
    a1 basic.qos global
    a1 queue.declare queue=r passive`,
  ),
  talk(
    'higher consumer priorities are served first, at their limit the lower',
    `
    connect a
    a1 queue.declare queue=q
    a1 basic.qos prefetchCount=2
    a1 basic.consume queue=q consumerTag=low
    a1 basic.consume queue=q consumerTag=high arguments={"x-priority":5}
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    a1 basic.publish routingKey=q body=4
    a1 basic.publish routingKey=q body=5
    a1 basic.ack deliveryTag=1`,
  ),
  talk(
    'a single active consumer, and its successor',
    `
    connect a
    connect b
    a1 queue.declare queue=q arguments={"x-single-active-consumer":true}
    a1 basic.consume queue=q consumerTag=first
    b1 basic.consume queue=q consumerTag=second
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.cancel consumerTag=first
    a1 basic.publish routingKey=q body=3
    vanish a
    b1 basic.ack deliveryTag=1 multiple`,
  ),
  talk(
    'max-length drops at the head',
    `
    connect a
    a1 queue.declare queue=q arguments={"x-max-length":2}
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    a1 basic.get queue=q noAck
    a1 basic.get queue=q noAck
    a1 basic.get queue=q noAck`,
  ),
  talk(
    'max-length-bytes and unacked, which do not count',
    `
    connect a
    a1 queue.declare queue=q arguments={"x-max-length-bytes":10}
    a1 basic.publish routingKey=q body=12345
    a1 basic.get queue=q
    a1 basic.publish routingKey=q body=67890
    a1 basic.publish routingKey=q body=abcde
    a1 basic.publish routingKey=q body=f
    a1 queue.declare queue=q passive
    a1 basic.reject deliveryTag=1 requeue
    a1 queue.declare queue=q passive
    a1 basic.get queue=q noAck`,
  ),
  talk(
    'reject-publish refuses with a nack',
    `
    connect a
    a1 queue.declare queue=q arguments={"x-max-length":1,"x-overflow":"reject-publish"}
    a1 confirm.select
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.get queue=q noAck
    a1 basic.get queue=q noAck`,
  ),
  talk(
    'reject-publish-dlx refuses and dead-letters',
    `
    connect a
    a1 queue.declare queue=dead
    a1 queue.declare queue=q arguments={"x-max-length":1,"x-overflow":"reject-publish-dlx","x-dead-letter-exchange":"","x-dead-letter-routing-key":"dead"}
    a1 confirm.select
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.get queue=dead noAck`,
  ),
  talk(
    'dead letters by maxlen, rejected, expired, with their history',
    `
    connect a
    a1 queue.declare queue=dead
    a1 exchange.declare exchange=dlx type=fanout
    a1 queue.bind queue=dead exchange=dlx
    a1 queue.declare queue=q arguments={"x-max-length":1,"x-dead-letter-exchange":"dlx","x-message-ttl":200}
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2 properties={"headers":{"mine":"yes"}}
    a1 basic.get queue=q
    a1 basic.reject deliveryTag=1
    a1 basic.publish routingKey=q body=3 properties={"expiration":"100"}
    wait 300
    a1 basic.get queue=dead noAck
    a1 basic.get queue=dead noAck
    a1 basic.get queue=dead noAck
    a1 basic.get queue=dead noAck`,
  ),
  talk(
    'a letter that dies twice counts, and its second death is another entry',
    `
    connect a
    a1 queue.declare queue=retry arguments={"x-message-ttl":50,"x-dead-letter-exchange":"","x-dead-letter-routing-key":"work"}
    a1 queue.declare queue=work arguments={"x-dead-letter-exchange":"","x-dead-letter-routing-key":"retry"}
    a1 basic.publish routingKey=work body=poison
    a1 basic.get queue=work
    a1 basic.reject deliveryTag=1
    wait 200
    a1 basic.get queue=work
    a1 basic.nack deliveryTag=2
    wait 200
    a1 basic.get queue=work noAck`,
  ),
  talk(
    'an automatic cycle ends',
    `
    connect a
    a1 queue.declare queue=q arguments={"x-message-ttl":30,"x-dead-letter-exchange":""}
    a1 basic.publish routingKey=q body=round
    wait 200
    a1 queue.declare queue=q passive`,
  ),
  talk(
    'a dead-letter exchange that is not there takes the message',
    `
    connect a
    a1 queue.declare queue=q arguments={"x-dead-letter-exchange":"nowhere"}
    a1 basic.publish routingKey=q body=gone
    a1 basic.get queue=q
    a1 basic.reject deliveryTag=1
    a1 queue.declare queue=q passive`,
  ),
  talk(
    'only the head expires',
    `
    connect a
    a1 queue.declare queue=q
    a1 basic.publish routingKey=q body=stays
    a1 basic.publish routingKey=q body=behind properties={"expiration":"50"}
    wait 200
    a1 queue.declare queue=q passive
    a1 basic.get queue=q noAck
    a1 basic.get queue=q noAck`,
  ),
  talk(
    'a time to live of 0 is delivered at once or never',
    `
    connect a
    a1 queue.declare queue=q arguments={"x-message-ttl":0}
    a1 basic.publish routingKey=q body=never
    a1 queue.declare queue=q passive
    a1 basic.consume queue=q consumerTag=c noAck
    a1 basic.publish routingKey=q body=now`,
  ),
  talk(
    'a queue that nobody uses expires',
    `
    connect a
    a1 queue.declare queue=q arguments={"x-expires":100}
    wait 300
    a1 queue.declare queue=q passive`,
  ),
  talk(
    'priorities 0 to 9, unknown ones capped',
    `
    connect a
    a1 queue.declare queue=q arguments={"x-max-priority":9}
    a1 basic.publish routingKey=q body=one properties={"priority":1}
    a1 basic.publish routingKey=q body=nine properties={"priority":9}
    a1 basic.publish routingKey=q body=five properties={"priority":5}
    a1 basic.publish routingKey=q body=capped properties={"priority":200}
    a1 basic.publish routingKey=q body=none
    a1 basic.get queue=q noAck
    a1 basic.get queue=q
    a1 basic.reject deliveryTag=2 requeue
    a1 basic.get queue=q noAck
    a1 basic.get queue=q noAck
    a1 basic.get queue=q noAck
    a1 basic.get queue=q noAck`,
  ),
  talk(
    'max-length with priorities drops from the end that is served',
    `
    connect a
    a1 queue.declare queue=q arguments={"x-max-priority":5,"x-max-length":2}
    a1 basic.publish routingKey=q body=low
    a1 basic.publish routingKey=q body=high properties={"priority":5}
    a1 basic.publish routingKey=q body=mid properties={"priority":3}
    a1 basic.get queue=q noAck
    a1 basic.get queue=q noAck`,
  ),
  talk(
    'exclusive, auto-delete and server-named queues',
    `
    connect a
    connect b
    a1 queue.declare exclusive
    a1 queue.declare queue=mine exclusive
    b1 queue.declare queue=mine passive
    a1 queue.declare queue=short autoDelete
    a1 basic.consume queue=short consumerTag=c
    a1 basic.cancel consumerTag=c
    a1 queue.declare queue=short passive`,
  ),
  talk(
    'deleting a queue cancels its consumers',
    `
    connect a
    connect b
    a1 queue.declare queue=q
    b1 basic.consume queue=q consumerTag=c
    a1 basic.publish routingKey=q body=1
    a1 queue.delete queue=q
    b1 basic.ack deliveryTag=1
    a1 queue.delete queue=q`,
  ),
  talk(
    'an exclusive consumer keeps others out',
    `
    connect a
    connect b
    a1 queue.declare queue=q
    a1 basic.consume queue=q consumerTag=c exclusive
    b1 basic.consume queue=q consumerTag=d`,
  ),
  talk(
    'mandatory: returned before it is confirmed',
    `
    connect a
    a1 confirm.select
    a1 basic.publish exchange=amq.direct routingKey=nobody mandatory properties={"contentType":"text/plain"} body=x
    a1 basic.publish exchange=amq.direct routingKey=nobody body=y`,
  ),
  talk(
    'the topic exchange at its edges',
    `
    connect a
    connect b
    connect c
    connect d
    connect e
    connect f
    a1 exchange.declare exchange=t type=topic
    a1 queue.declare queue=q1
    a1 queue.declare queue=q2
    a1 queue.declare queue=q3
    a1 queue.declare queue=q4
    a1 queue.declare queue=q5
    a1 queue.bind queue=q1 exchange=t routingKey=#.b.c
    a1 queue.bind queue=q2 exchange=t routingKey=#.*
    a1 queue.bind queue=q3 exchange=t routingKey=lazy.#
    a1 queue.bind queue=q4 exchange=t routingKey=#.c
    a1 queue.bind queue=q5 exchange=t routingKey=a.#.a
    b1 basic.consume queue=q1 consumerTag=1 noAck
    c1 basic.consume queue=q2 consumerTag=2 noAck
    d1 basic.consume queue=q3 consumerTag=3 noAck
    e1 basic.consume queue=q4 consumerTag=4 noAck
    f1 basic.consume queue=q5 consumerTag=5 noAck
    a1 basic.publish exchange=t routingKey=a.b.b.c body=abbc
    a1 basic.publish exchange=t routingKey=a.b body=ab
    a1 basic.publish exchange=t routingKey=lazy body=lazy
    a1 basic.publish exchange=t routingKey=a body=a
    a1 basic.publish exchange=t routingKey=a.a body=aa
    a1 basic.publish exchange=t routingKey= body=empty
    a1 basic.publish exchange=t routingKey=a. body=dot`,
  ),
  talk(
    'headers: all, any, with and without x-',
    `
    connect a
    connect b
    connect c
    connect d
    connect e
    a1 queue.declare queue=all
    a1 queue.declare queue=any
    a1 queue.declare queue=allx
    a1 queue.declare queue=anyx
    a1 queue.bind queue=all exchange=amq.headers arguments={"x-match":"all","a":1,"x-b":2}
    a1 queue.bind queue=any exchange=amq.headers arguments={"x-match":"any","a":1,"c":null,"x-b":2}
    a1 queue.bind queue=allx exchange=amq.headers arguments={"x-match":"all-with-x","a":1,"x-b":2}
    a1 queue.bind queue=anyx exchange=amq.headers arguments={"x-match":"any-with-x","x-b":2}
    b1 basic.consume queue=all consumerTag=all noAck
    c1 basic.consume queue=any consumerTag=any noAck
    d1 basic.consume queue=allx consumerTag=allx noAck
    e1 basic.consume queue=anyx consumerTag=anyx noAck
    a1 basic.publish exchange=amq.headers body=a properties={"headers":{"a":1}}
    a1 basic.publish exchange=amq.headers body=wide properties={"headers":{"a":{"!":"int","value":1}}}
    a1 basic.publish exchange=amq.headers body=c properties={"headers":{"c":"here"}}
    a1 basic.publish exchange=amq.headers body=xb properties={"headers":{"x-b":2}}
    a1 basic.publish exchange=amq.headers body=both properties={"headers":{"a":1,"x-b":2}}
    a1 basic.publish exchange=amq.headers body=none`,
  ),
  talk(
    'exchange to exchange, many ways, one copy',
    `
    connect a
    a1 exchange.declare exchange=up type=topic
    a1 exchange.declare exchange=down type=fanout
    a1 queue.declare queue=q
    a1 exchange.bind source=up destination=down routingKey=a.*
    a1 exchange.bind source=up destination=down routingKey=*.b
    a1 exchange.bind source=down destination=up routingKey=
    a1 queue.bind queue=q exchange=down
    a1 queue.bind queue=q exchange=up routingKey=#
    a1 basic.consume queue=q consumerTag=c noAck
    a1 basic.publish exchange=up routingKey=a.b body=one
    a1 exchange.unbind source=up destination=down routingKey=a.*
    a1 exchange.delete exchange=down ifUnused`,
  ),
  talk(
    'alternate exchange and internal exchange',
    `
    connect a
    a1 exchange.declare exchange=spare type=fanout internal
    a1 exchange.declare exchange=x type=direct arguments={"alternate-exchange":"spare"}
    a1 queue.declare queue=q
    a1 queue.bind queue=q exchange=spare
    a1 basic.consume queue=q consumerTag=c noAck
    a1 basic.publish exchange=x routingKey=nobody mandatory body=caught
    a1 basic.publish exchange=spare body=no`,
  ),
  talk(
    'CC and BCC',
    `
    connect a
    connect b
    connect c
    connect d
    a1 queue.declare queue=q1
    a1 queue.declare queue=q2
    a1 queue.declare queue=q3
    b1 basic.consume queue=q1 consumerTag=1 noAck
    c1 basic.consume queue=q2 consumerTag=2 noAck
    d1 basic.consume queue=q3 consumerTag=3 noAck
    a1 basic.publish routingKey=q1 body=hi properties={"headers":{"CC":["q2"],"BCC":["q3"]}}`,
  ),
  talk(
    'auto-delete exchange goes with its last binding',
    `
    connect a
    a1 exchange.declare exchange=x type=fanout autoDelete
    a1 queue.declare queue=q
    a1 queue.bind queue=q exchange=x
    a1 queue.unbind queue=q exchange=x
    a1 exchange.declare exchange=x type=fanout passive`,
  ),
  talk(
    'a transaction: nothing before commit, all of it after; rollback takes acks back',
    `
    connect a
    a1 queue.declare queue=q
    a1 tx.select
    a1 basic.publish routingKey=q body=1
    a1 basic.get queue=q
    a1 tx.commit
    a1 basic.get queue=q
    a1 basic.ack deliveryTag=1
    a1 tx.rollback
    a1 basic.ack deliveryTag=1
    a1 tx.commit
    a1 basic.publish routingKey=q body=never
    a1 tx.rollback
    a1 basic.get queue=q`,
  ),
  talk(
    'persistent messages in a durable queue are confirmed',
    `
    connect a
    a1 queue.declare queue=q durable
    a1 confirm.select
    a1 basic.publish routingKey=q properties={"deliveryMode":2} body=1
    a1 basic.publish routingKey=q body=2
    a1 queue.purge queue=q
    a1 queue.delete queue=q ifEmpty`,
  ),
  talk(
    'a kill: durable and persistent come back flagged, the rest is gone',
    `
    connect a
    a1 queue.declare queue=durable durable
    a1 queue.declare queue=transient
    a1 confirm.select
    a1 basic.publish routingKey=durable properties={"deliveryMode":2} body=kept
    a1 basic.publish routingKey=durable body=lost
    a1 basic.publish routingKey=transient properties={"deliveryMode":2} body=lost
    wait 500
    restart kill
    connect b
    b1 basic.get queue=durable
    b1 basic.get queue=durable
    b1 basic.get queue=transient`,
  ),
  talk(
    'a kill within 200 ms takes even a persistent message in a durable queue that nobody waits for',
    `
    connect a
    a1 queue.declare queue=young durable
    a1 basic.publish routingKey=young properties={"deliveryMode":2} body=young
    restart kill
    connect b
    b1 basic.get queue=young`,
  ),
  talk(
    'an ack within 200 ms before a kill is forgotten',
    `
    connect a
    a1 queue.declare queue=forgotten durable
    a1 confirm.select
    a1 basic.publish routingKey=forgotten properties={"deliveryMode":2} body=again
    wait 500
    a1 basic.get queue=forgotten
    a1 basic.ack deliveryTag=1
    restart kill
    connect b
    b1 basic.get queue=forgotten`,
  ),
  talk(
    'an exclusive durable queue does not outlive a kill, its binding neither',
    `
    connect a
    a1 queue.declare queue=mine exclusive durable
    a1 exchange.declare exchange=x type=fanout durable
    a1 exchange.declare exchange=y type=fanout
    a1 queue.declare queue=q durable
    a1 queue.bind queue=q exchange=x
    restart kill
    connect b
    b1 exchange.declare exchange=x type=fanout passive
    b1 basic.publish exchange=x mandatory body=bound
    b1 basic.get queue=q noAck
    b1 queue.declare queue=mine passive`,
  ),
  ...refusals(
    'a1 queue.declare queue=q durable',
    'a1 queue.declare queue=q autoDelete',
    'a1 queue.declare queue=q exclusive',
    'a1 queue.declare queue=q arguments={"x-message-ttl":1000}',
    'a1 queue.declare queue=q arguments={"x-max-length":3}',
    'a1 queue.declare queue=q arguments={"unknown":3}',
    'a1 queue.declare queue=none passive',
    'a1 queue.declare queue=amq.mine',
    'a1 queue.declare queue=n arguments={"x-message-ttl":-1}',
    'a1 queue.declare queue=n arguments={"x-message-ttl":"1000"}',
    'a1 queue.declare queue=n arguments={"x-message-ttl":1.5}',
    'a1 queue.declare queue=n arguments={"x-message-ttl":{"!":"long","value":99999999999}}',
    'a1 queue.declare queue=n arguments={"x-expires":0}',
    'a1 queue.declare queue=n arguments={"x-max-length":-5}',
    'a1 queue.declare queue=n arguments={"x-max-priority":256}',
    'a1 queue.declare queue=n arguments={"x-max-priority":-1}',
    'a1 queue.declare queue=n arguments={"x-overflow":"explode"}',
    'a1 queue.declare queue=n arguments={"x-overflow":5}',
    'a1 queue.declare queue=n arguments={"x-queue-mode":"eager"}',
    'a1 queue.declare queue=n arguments={"x-queue-type":"ring"}',
    'a1 queue.declare queue=n arguments={"x-single-active-consumer":"yes"}',
    'a1 queue.declare queue=n arguments={"x-dead-letter-routing-key":"k"}',
    'a1 queue.declare queue=n arguments={"x-dead-letter-exchange":5}',
    'a1 exchange.declare exchange=amq.direct type=fanout durable',
    'a1 exchange.declare exchange=amq.direct type=direct',
    'a1 exchange.declare exchange=amq.mine type=direct',
    'a1 exchange.declare exchange=none type=direct passive',
    'a1 exchange.declare exchange=x type=ring',
    'a1 exchange.declare exchange= type=direct',
    'a1 exchange.declare exchange=x type=direct arguments={"alternate-exchange":5}',
    'a1 exchange.delete exchange=none',
    'a1 exchange.delete exchange=amq.direct',
    'a1 exchange.delete exchange=',
    'a1 queue.bind queue=q exchange=none',
    'a1 queue.bind queue=none exchange=amq.direct',
    'a1 queue.bind queue=q exchange=',
    'a1 queue.bind queue=q exchange=amq.headers arguments={"x-match":"some"}',
    'a1 queue.bind queue=q exchange=amq.headers arguments={"x-match":5}',
    'a1 queue.unbind queue=q exchange=amq.direct routingKey=never',
    'a1 queue.unbind queue=none exchange=amq.direct',
    'a1 exchange.bind source=none destination=amq.direct',
    'a1 exchange.bind source=amq.direct destination=',
    'a1 queue.purge queue=none',
    'a1 queue.delete queue=none',
    'a1 basic.get queue=none',
    'a1 basic.consume queue=none',
    'a1 basic.consume queue=q arguments={"x-priority":"high"}',
    'a1 basic.qos prefetchSize=10',
    'a1 basic.ack deliveryTag=5',
    'a1 basic.ack deliveryTag=5 multiple',
    'a1 basic.ack multiple',
    'a1 basic.ack',
    'a1 basic.nack deliveryTag=1 requeue',
    'a1 basic.reject deliveryTag=7',
    'a1 basic.cancel consumerTag=none',
    'a1 basic.recover',
    'a1 basic.publish exchange=none body=x',
    'a1 basic.publish exchange=amq.rabbitmq.trace body=x',
    'a1 basic.publish routingKey=q immediate body=x',
    'a1 basic.publish routingKey=q body=x properties={"expiration":"soon"}',
    'a1 basic.publish routingKey=q body=x properties={"expiration":"10s"}',
    'a1 basic.publish routingKey=q body=x properties={"expiration":"-5"}',
    'a1 basic.publish routingKey=q body=x properties={"expiration":"99999999999"}',
    'a1 basic.publish routingKey=q body=x properties={"userId":"someone"}',
    'a1 basic.publish routingKey=q body=x properties={"headers":{"CC":"q"}}',
    'a1 tx.commit',
    'a1 tx.rollback',
    'a1 channel.open',
    'a1 channel.flow',
    'a1 channel.flow active',
    'a2 queue.declare queue=x',
    'a1 queue.declare queue=',
    'a1 queue.delete queue=q ifUnused ifEmpty',
    'a1 access.request realm=/data active',
  ),
  talk(
    'tx and confirm exclude each other',
    `
    connect a
    a1 tx.select
    a1 confirm.select`,
  ),
  talk(
    'confirm and tx exclude each other',
    `
    connect a
    a1 confirm.select
    a1 tx.select`,
  ),
  talk(
    'a consumer tag can be used once',
    `
    connect a
    a1 queue.declare queue=q
    a1 basic.consume queue=q consumerTag=c
    a1 basic.consume queue=q consumerTag=c`,
  ),
  talk(
    'no queue was declared on this channel',
    `
    connect a
    a1 basic.get queue=`,
  ),
  talk(
    'no queue was declared on this channel to bind',
    `
    connect a
    a1 queue.bind queue= exchange=amq.direct`,
  ),
  talk(
    'an empty name is the last queue declared',
    `
    connect a
    a1 queue.declare queue=q
    a1 queue.bind queue= exchange=amq.direct
    a1 basic.publish exchange=amq.direct routingKey=q body=x
    a1 basic.get queue= noAck`,
  ),
  talk(
    'a closed channel is silent until it is reopened',
    `
    connect a
    a1 queue.declare queue=none passive
    a1 queue.declare queue=q
    a1 channel.close-ok
    a1 channel.open
    a1 queue.declare queue=q`,
  ),
  talk(
    'in use and not empty',
    `
    connect a
    connect b
    a1 queue.declare queue=q
    a1 basic.publish routingKey=q body=x
    a1 queue.delete queue=q ifEmpty
    b1 basic.consume queue=q consumerTag=c
    b1 queue.delete queue=q ifUnused`,
  ),
  talk(
    'an exchange in use',
    `
    connect a
    a1 queue.declare queue=q
    a1 exchange.declare exchange=x type=direct
    a1 queue.bind queue=q exchange=x routingKey=k
    a1 exchange.delete exchange=x ifUnused`,
  ),
];
