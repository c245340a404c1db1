import { type Conversation, talk } from './amqp-conversations.ts';

/* What is asked of quorum queues, streams and direct reply-to, on the real server and in the engine. `@reply-to` stands for the last address heard. */

const QUORUM = 'a1 queue.declare queue=q durable arguments={"x-queue-type":"quorum"}';
const STREAM = 'a1 queue.declare queue=s durable arguments={"x-queue-type":"stream"}';

const each = (declare: string, ...lines: string[]): Conversation[] =>
  lines.map((line) => ({
    name: `${/quorum/.test(declare) ? 'quorum' : 'stream'}: ${line}`,
    says: ['connect a', declare, line],
  }));

const declares = (type: string, ...more: string[]): Conversation[] =>
  more.map((words) => ({
    name: `${type} declared with ${words}`,
    says: ['connect a', `a1 queue.declare queue=q ${words.replace('{', `{"x-queue-type":"${type}"`)}`],
  }));

const QUORUM_CONVERSATIONS: readonly Conversation[] = [
  ...declares(
    'quorum',
    'durable arguments={}',
    'arguments={}',
    'durable exclusive arguments={}',
    'durable autoDelete arguments={}',
    'durable arguments={,"x-max-priority":5}',
    'durable arguments={,"x-queue-mode":"lazy"}',
    'durable arguments={,"x-max-age":"1D"}',
    'durable arguments={,"x-delivery-limit":3}',
    'durable arguments={,"x-delivery-limit":-1}',
    'durable arguments={,"x-dead-letter-strategy":"often"}',
    'durable arguments={,"x-dead-letter-strategy":"at-least-once","x-dead-letter-exchange":"amq.fanout","x-overflow":"reject-publish"}',
    'durable arguments={,"x-quorum-initial-group-size":0}',
    'durable arguments={,"x-queue-leader-locator":"nowhere"}',
    'durable arguments={,"x-overflow":"reject-publish-dlx"}',
    'durable arguments={,"x-message-ttl":"soon"}',
    'durable arguments={,"x-unknown":1}',
    'durable arguments={,"x-queue-version":2}',
  ),
  talk(
    'quorum: a server-named one is refused',
    `
    connect a
    a1 queue.declare durable arguments={"x-queue-type":"quorum"}`,
  ),
  talk(
    'quorum: its type and arguments are compared',
    `
    connect a
    ${QUORUM}
    ${QUORUM}
    a1 queue.declare queue=q durable
    a1 channel.close-ok
    a1 channel.open
    a1 queue.declare queue=q durable arguments={"x-queue-type":"classic"}`,
  ),
  talk(
    'quorum: a get that needs no acknowledgement sees what has expired behind it',
    `
    connect a
    ${QUORUM}
    a1 basic.publish routingKey=q body=0
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2 properties={"expiration":"0"}
    a1 basic.publish routingKey=q body=3
    wait 100
    a1 basic.get queue=q
    a1 basic.get queue=q noAck`,
  ),
  talk(
    'quorum: a channel that is closing consumes until it is gone',
    `
    connect a
    connect b
    connect c
    ${QUORUM}
    a1 basic.publish routingKey=q body=0
    a1 basic.publish routingKey=q body=1
    b1 basic.qos prefetchCount=1
    b1 basic.consume queue=q consumerTag=b
    b1 basic.ack deliveryTag=99
    c1 basic.consume queue=q consumerTag=c
    a1 basic.publish routingKey=q body=2
    a1 queue.declare queue=q passive
    b1 channel.close-ok
    a1 queue.declare queue=q passive`,
  ),
  talk(
    'quorum: those who wait for their turn are not among the consumers',
    `
    connect a
    connect b
    a1 queue.declare queue=q durable arguments={"x-queue-type":"quorum","x-single-active-consumer":true}
    a1 basic.consume queue=q consumerTag=a
    b1 basic.consume queue=q consumerTag=b
    a1 queue.declare queue=q passive
    a1 basic.publish routingKey=q body=0
    a1 basic.cancel consumerTag=a
    b1 queue.declare queue=q passive`,
  ),
  talk(
    'quorum: messages pass in order and are confirmed',
    `
    connect a
    connect b
    ${QUORUM}
    a1 confirm.select
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2 properties={"deliveryMode":2,"headers":{"k":"v"}}
    a1 queue.declare queue=q passive
    b1 basic.consume queue=q consumerTag=c
    a1 basic.publish routingKey=q body=3
    b1 basic.ack deliveryTag=2 multiple
    b1 basic.ack deliveryTag=3
    a1 queue.declare queue=q passive`,
  ),
  talk(
    'quorum: two consumers take turns',
    `
    connect a
    connect b
    connect c
    ${QUORUM}
    b1 basic.consume queue=q consumerTag=b
    c1 basic.consume queue=q consumerTag=c
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    a1 basic.publish routingKey=q body=4`,
  ),
  talk(
    'quorum: two consumers with automatic acks take turns',
    `
    connect a
    connect b
    connect c
    ${QUORUM}
    b1 basic.consume queue=q consumerTag=b noAck
    c1 basic.consume queue=q consumerTag=c noAck
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    a1 basic.publish routingKey=q body=4
    vanish c
    a1 queue.declare queue=q passive`,
  ),
  talk(
    'quorum: prefetch',
    `
    connect a
    connect b
    ${QUORUM}
    b1 basic.qos prefetchCount=2
    b1 basic.consume queue=q consumerTag=b
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    a1 basic.publish routingKey=q body=4
    b1 basic.ack deliveryTag=1
    b1 basic.ack deliveryTag=3 multiple
    a1 queue.declare queue=q passive`,
  ),
  talk(
    'quorum: priorities of consumers',
    `
    connect a
    ${QUORUM}
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
    'quorum: get, with its delivery count',
    `
    connect a
    ${QUORUM}
    a1 basic.get queue=q
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.get queue=q
    a1 basic.nack deliveryTag=1 requeue
    a1 basic.get queue=q
    a1 basic.get queue=q
    a1 basic.ack deliveryTag=2
    a1 basic.ack deliveryTag=3
    a1 queue.declare queue=q passive`,
  ),
  talk(
    'quorum: without a delivery limit what is sent back goes to the end',
    `
    connect a
    connect b
    ${QUORUM}
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    b1 basic.qos prefetchCount=1
    b1 basic.consume queue=q consumerTag=c
    b1 basic.nack deliveryTag=1 requeue
    b1 basic.ack deliveryTag=2
    b1 basic.reject deliveryTag=3 requeue
    b1 basic.ack deliveryTag=4
    b1 basic.ack deliveryTag=5`,
  ),
  talk(
    'quorum: several sent back at once',
    `
    connect a
    connect b
    ${QUORUM}
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    a1 basic.publish routingKey=q body=4
    b1 basic.get queue=q
    b1 basic.get queue=q
    b1 basic.get queue=q
    b1 basic.nack deliveryTag=2 multiple requeue
    b1 basic.get queue=q noAck
    b1 basic.get queue=q noAck
    b1 basic.get queue=q noAck
    vanish b
    a1 basic.get queue=q noAck`,
  ),
  talk(
    'quorum: with a delivery limit what is sent back comes first, until it is too often',
    `
    connect a
    connect b
    a1 queue.declare queue=dead
    a1 queue.declare queue=q durable arguments={"x-queue-type":"quorum","x-delivery-limit":2,"x-dead-letter-exchange":"","x-dead-letter-routing-key":"dead"}
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    b1 basic.qos prefetchCount=1
    b1 basic.consume queue=q consumerTag=c
    b1 basic.nack deliveryTag=1 requeue
    b1 basic.nack deliveryTag=2 requeue
    b1 basic.nack deliveryTag=3 requeue
    a1 basic.get queue=dead noAck
    b1 basic.ack deliveryTag=4`,
  ),
  talk(
    'quorum: a vanished consumer counts as a delivery, and what it had comes first',
    `
    connect a
    connect b
    connect c
    ${QUORUM}
    b1 basic.qos prefetchCount=2
    b1 basic.consume queue=q consumerTag=c
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    vanish b
    c1 basic.consume queue=q consumerTag=d`,
  ),
  talk(
    'quorum: cancel leaves the unacked',
    `
    connect a
    connect b
    ${QUORUM}
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.qos prefetchCount=1
    a1 basic.consume queue=q consumerTag=c
    a1 basic.cancel consumerTag=c
    b1 queue.declare queue=q passive
    a1 basic.ack deliveryTag=1
    b1 queue.declare queue=q passive
    b1 basic.get queue=q noAck`,
  ),
  talk(
    'quorum: recover',
    `
    connect a
    ${QUORUM}
    a1 basic.consume queue=q consumerTag=c
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.recover requeue
    a1 basic.ack deliveryTag=4 multiple`,
  ),
  talk(
    'quorum: rejected without a dead-letter exchange it is gone, with one it says why',
    `
    connect a
    a1 queue.declare queue=dead
    ${QUORUM}
    a1 queue.declare queue=r durable arguments={"x-queue-type":"quorum","x-dead-letter-exchange":"amq.fanout"}
    a1 queue.bind queue=dead exchange=amq.fanout
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=r body=2
    a1 basic.get queue=q
    a1 basic.get queue=r
    a1 basic.reject deliveryTag=1
    a1 basic.nack deliveryTag=2
    a1 queue.declare queue=q passive
    a1 basic.get queue=dead noAck`,
  ),
  talk(
    'quorum: at-least-once dead letters',
    `
    connect a
    a1 queue.declare queue=dead durable
    a1 queue.declare queue=r durable arguments={"x-queue-type":"quorum","x-dead-letter-exchange":"amq.fanout","x-dead-letter-strategy":"at-least-once","x-overflow":"reject-publish"}
    a1 basic.publish routingKey=r body=1
    a1 basic.get queue=r
    a1 basic.reject deliveryTag=1
    wait 300
    a1 queue.declare queue=r passive
    a1 queue.bind queue=dead exchange=amq.fanout
    wait 4000
    a1 queue.declare queue=r passive
    a1 basic.get queue=dead noAck`,
  ),
  talk(
    'quorum: message TTL',
    `
    connect a
    a1 queue.declare queue=dead
    a1 queue.declare queue=q durable arguments={"x-queue-type":"quorum","x-message-ttl":200,"x-dead-letter-exchange":"","x-dead-letter-routing-key":"dead"}
    a1 basic.publish routingKey=q body=1
    a1 queue.declare queue=q passive
    wait 700
    a1 queue.declare queue=q passive
    a1 basic.get queue=dead noAck
    a1 basic.publish routingKey=q body=2 properties={"expiration":"0"}
    a1 basic.get queue=dead noAck`,
  ),
  talk(
    'quorum: max-length drops at the head',
    `
    connect a
    a1 queue.declare queue=dead
    a1 queue.declare queue=q durable arguments={"x-queue-type":"quorum","x-max-length":2,"x-dead-letter-exchange":"","x-dead-letter-routing-key":"dead"}
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    a1 basic.get queue=q noAck
    a1 basic.get queue=q noAck
    a1 basic.get queue=q noAck
    a1 basic.get queue=dead noAck`,
  ),
  talk(
    'quorum: reject-publish lets one too many in',
    `
    connect a
    a1 queue.declare queue=q durable arguments={"x-queue-type":"quorum","x-max-length":2,"x-overflow":"reject-publish"}
    a1 confirm.select
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.publish routingKey=q body=3
    a1 basic.publish routingKey=q body=4
    a1 queue.declare queue=q passive
    a1 basic.get queue=q noAck
    a1 basic.publish routingKey=q body=5
    a1 basic.get queue=q noAck
    a1 basic.publish routingKey=q body=6
    a1 queue.declare queue=q passive`,
  ),
  talk(
    'quorum: purge and delete',
    `
    connect a
    ${QUORUM}
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2
    a1 basic.get queue=q
    a1 queue.purge queue=q
    a1 queue.declare queue=q passive
    a1 basic.nack deliveryTag=1 requeue
    a1 queue.declare queue=q passive
    a1 queue.delete queue=q`,
  ),
  talk(
    'quorum: its consumers are told when it is deleted',
    `
    connect a
    connect b
    ${QUORUM}
    b1 basic.consume queue=q consumerTag=c
    a1 queue.delete queue=q`,
  ),
  talk(
    'quorum: a single active consumer, and its successor',
    `
    connect a
    connect b
    a1 queue.declare queue=q durable arguments={"x-queue-type":"quorum","x-single-active-consumer":true}
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
    'quorum: no get beside a single active consumer',
    `
    connect a
    a1 queue.declare queue=q durable arguments={"x-queue-type":"quorum","x-single-active-consumer":true}
    a1 basic.get queue=q`,
  ),
  talk(
    'quorum: exclusive consumers are not known to it',
    `
    connect a
    ${QUORUM}
    a1 basic.consume queue=q consumerTag=c exclusive
    a1 basic.consume queue=q consumerTag=d exclusive
    a1 basic.publish routingKey=q body=1
    a1 basic.publish routingKey=q body=2`,
  ),
  talk(
    'quorum: no global prefetch',
    `
    connect a
    ${QUORUM}
    a1 basic.qos prefetchCount=2 global
    a1 basic.consume queue=q consumerTag=c`,
  ),
  talk(
    'quorum: transactions',
    `
    connect a
    ${QUORUM}
    a1 tx.select
    a1 basic.publish routingKey=q body=1
    a1 queue.declare queue=q passive
    a1 tx.commit
    a1 basic.get queue=q
    a1 basic.ack deliveryTag=1
    a1 tx.commit
    a1 queue.declare queue=q passive`,
  ),
  talk(
    'quorum: a kill keeps every message, transient ones too, and counts what had been delivered',
    `
    connect a
    ${QUORUM}
    a1 confirm.select
    a1 basic.publish routingKey=q body=transient
    a1 basic.publish routingKey=q body=persistent properties={"deliveryMode":2}
    a1 basic.publish routingKey=q body=fresh
    a1 basic.get queue=q
    a1 basic.get queue=q
    a1 basic.ack deliveryTag=1
    restart kill
    connect b
    b1 queue.declare queue=q passive
    b1 basic.get queue=q noAck
    b1 basic.get queue=q noAck
    b1 basic.get queue=q noAck`,
  ),
  ...each(
    QUORUM,
    'a1 queue.delete queue=q ifUnused',
    'a1 queue.delete queue=q ifEmpty',
    'a1 basic.consume queue=q consumerTag=c arguments={"x-stream-offset":"first"}',
    'a1 basic.consume queue=q consumerTag=c arguments={"x-priority":"high"}',
    'a1 basic.consume queue=q consumerTag=c arguments={"x-cancel-on-ha-failover":true}',
    'a1 queue.purge queue=q',
    'a1 basic.ack deliveryTag=7',
  ),
];

const STREAM_CONVERSATIONS: readonly Conversation[] = [
  ...declares(
    'stream',
    'durable arguments={}',
    'arguments={}',
    'durable exclusive arguments={}',
    'durable autoDelete arguments={}',
    'durable arguments={,"x-max-length":5}',
    'durable arguments={,"x-max-length-bytes":50000}',
    'durable arguments={,"x-max-age":"1D"}',
    'durable arguments={,"x-max-age":"1X"}',
    'durable arguments={,"x-max-age":"0s"}',
    'durable arguments={,"x-max-age":5}',
    'durable arguments={,"x-stream-max-segment-size-bytes":1000}',
    'durable arguments={,"x-stream-max-segment-size-bytes":3000000001}',
    'durable arguments={,"x-message-ttl":5}',
    'durable arguments={,"x-expires":5}',
    'durable arguments={,"x-dead-letter-exchange":"amq.fanout"}',
    'durable arguments={,"x-single-active-consumer":true}',
    'durable arguments={,"x-overflow":"drop-head"}',
    'durable arguments={,"x-max-priority":2}',
    'durable arguments={,"x-queue-mode":"lazy"}',
    'durable arguments={,"x-delivery-limit":2}',
    'durable arguments={,"x-initial-cluster-size":1}',
    'durable arguments={,"x-queue-leader-locator":"client-local"}',
  ),
  talk(
    'stream: a server-named one is refused',
    `
    connect a
    a1 queue.declare durable arguments={"x-queue-type":"stream"}`,
  ),
  talk(
    'stream: what was read stays and is read again',
    `
    connect a
    connect b
    ${STREAM}
    a1 confirm.select
    a1 basic.publish routingKey=s body=0
    a1 basic.publish routingKey=s body=1 properties={"deliveryMode":2,"headers":{"k":"v"},"messageId":"m","correlationId":"c","replyTo":"r","type":"t","appId":"app","contentType":"text/plain","contentEncoding":"gzip","priority":3,"timestamp":1000,"userId":"guest"}
    a1 basic.publish routingKey=s body=2
    b1 basic.qos prefetchCount=10
    b1 basic.consume queue=s consumerTag=c arguments={"x-stream-offset":"first"}
    b1 basic.ack deliveryTag=3 multiple
    b1 basic.cancel consumerTag=c
    b1 basic.consume queue=s consumerTag=d arguments={"x-stream-offset":"first"}
    a1 basic.publish routingKey=s body=3`,
  ),
  talk(
    'stream: header values survive as they are',
    `
    connect a
    connect b
    ${STREAM}
    b1 basic.qos prefetchCount=10
    b1 basic.consume queue=s consumerTag=c arguments={"x-stream-offset":"first"}
    a1 basic.publish exchange=amq.direct routingKey=nowhere body=0
    a1 queue.bind queue=s exchange=amq.direct routingKey=k
    a1 basic.publish exchange=amq.direct routingKey=k body=1 properties={"headers":{"s":"text","i":7,"big":70000,"long":5000000000,"b":true,"d":1.5}}
    a1 basic.publish exchange=amq.direct routingKey=k body=2 properties={"headers":{"t":{"x":1},"a":[1,"two"]}}
    a1 basic.publish exchange=amq.direct routingKey=k body=3 properties={"expiration":"5000"}
    a1 basic.publish exchange=amq.direct routingKey=k`,
  ),
  talk(
    'stream: offsets',
    `
    connect a
    connect b
    connect c
    ${STREAM}
    a1 basic.publish routingKey=s body=0
    a1 basic.publish routingKey=s body=1
    a1 basic.publish routingKey=s body=2
    b1 basic.qos prefetchCount=10
    b1 basic.consume queue=s consumerTag=next
    b1 basic.consume queue=s consumerTag=last arguments={"x-stream-offset":"last"}
    b1 basic.consume queue=s consumerTag=two arguments={"x-stream-offset":2}
    b1 basic.consume queue=s consumerTag=one arguments={"x-stream-offset":{"!":"long","value":1}}
    c1 basic.qos prefetchCount=10
    c1 basic.consume queue=s consumerTag=minute arguments={"x-stream-offset":"1m"}
    c1 basic.consume queue=s consumerTag=longago arguments={"x-stream-offset":{"!":"timestamp","value":0}}
    c1 basic.consume queue=s consumerTag=future arguments={"x-stream-offset":{"!":"timestamp","value":9000000000}}
    c1 basic.consume queue=s consumerTag=three arguments={"x-stream-offset":3}
    a1 basic.publish routingKey=s body=3`,
  ),
  talk(
    'stream: an offset beyond the end',
    `
    connect a
    connect b
    ${STREAM}
    b1 basic.qos prefetchCount=10
    b1 basic.consume queue=s consumerTag=far arguments={"x-stream-offset":2}
    a1 basic.publish routingKey=s body=0
    a1 basic.publish routingKey=s body=1
    a1 basic.publish routingKey=s body=2
    a1 basic.publish routingKey=s body=3`,
  ),
  talk(
    'stream: an empty one read from the first, the last and the next',
    `
    connect a
    connect b
    ${STREAM}
    b1 basic.qos prefetchCount=10
    b1 basic.consume queue=s consumerTag=first arguments={"x-stream-offset":"first"}
    a1 basic.publish routingKey=s body=0`,
  ),
  talk(
    'stream: prefetch is credit, given back by acks',
    `
    connect a
    connect b
    ${STREAM}
    a1 basic.publish routingKey=s body=0
    a1 basic.publish routingKey=s body=1
    a1 basic.publish routingKey=s body=2
    a1 basic.publish routingKey=s body=3
    b1 basic.qos prefetchCount=2
    b1 basic.consume queue=s consumerTag=c arguments={"x-stream-offset":"first"}
    b1 basic.ack deliveryTag=1
    b1 basic.ack deliveryTag=3 multiple`,
  ),
  talk(
    'stream: consumers do not share it',
    `
    connect a
    connect b
    connect c
    ${STREAM}
    b1 basic.qos prefetchCount=10
    b1 basic.consume queue=s consumerTag=b
    c1 basic.qos prefetchCount=10
    c1 basic.consume queue=s consumerTag=c exclusive
    a1 basic.publish routingKey=s body=0
    a1 basic.publish routingKey=s body=1
    vanish b
    a1 basic.publish routingKey=s body=2`,
  ),
  talk(
    'stream: full segments go when there are too many bytes',
    `
    connect a
    connect b
    a1 queue.declare queue=s durable arguments={"x-queue-type":"stream","x-stream-max-segment-size-bytes":3000,"x-max-length-bytes":9500}
${['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'].map((d) => `    a1 basic.publish routingKey=s body=${d.repeat(2000)}`).join('\n')}
    wait 500
    b1 basic.qos prefetchCount=20
    b1 basic.consume queue=s consumerTag=c arguments={"x-stream-offset":"first"}`,
  ),
  talk(
    'stream: full segments go when they are too old, once another is full',
    `
    connect a
    connect b
    a1 queue.declare queue=s durable arguments={"x-queue-type":"stream","x-stream-max-segment-size-bytes":3000,"x-max-age":"2s"}
${['0', '1', '2', '3'].map((d) => `    a1 basic.publish routingKey=s body=${d.repeat(2000)}`).join('\n')}
    wait 4000
${['4', '5', '6'].map((d) => `    a1 basic.publish routingKey=s body=${d.repeat(2000)}`).join('\n')}
    wait 500
    b1 basic.qos prefetchCount=20
    b1 basic.consume queue=s consumerTag=c arguments={"x-stream-offset":"first"}`,
  ),
  talk(
    'stream: no nack',
    `
    connect a
    ${STREAM}
    a1 basic.publish routingKey=s body=0
    a1 basic.qos prefetchCount=10
    a1 basic.consume queue=s consumerTag=c arguments={"x-stream-offset":"first"}
    a1 basic.nack deliveryTag=1`,
  ),
  talk(
    'stream: no reject with requeue',
    `
    connect a
    ${STREAM}
    a1 basic.publish routingKey=s body=0
    a1 basic.qos prefetchCount=10
    a1 basic.consume queue=s consumerTag=c arguments={"x-stream-offset":"first"}
    a1 basic.reject deliveryTag=1 requeue`,
  ),
  talk(
    'stream: no recover',
    `
    connect a
    ${STREAM}
    a1 basic.publish routingKey=s body=0
    a1 basic.qos prefetchCount=10
    a1 basic.consume queue=s consumerTag=c arguments={"x-stream-offset":"first"}
    a1 basic.recover requeue`,
  ),
  talk(
    'stream: mandatory, fanout and transactions',
    `
    connect a
    connect b
    ${STREAM}
    a1 queue.declare queue=other
    a1 queue.bind queue=s exchange=amq.fanout
    a1 queue.bind queue=other exchange=amq.fanout
    b1 basic.qos prefetchCount=10
    b1 basic.consume queue=s consumerTag=c
    a1 confirm.select
    a1 basic.publish exchange=amq.fanout mandatory body=1
    a2 channel.open
    a2 tx.select
    a2 basic.publish routingKey=s body=2
    a2 tx.commit
    b1 tx.select
    b1 basic.ack deliveryTag=2 multiple
    b1 tx.commit`,
  ),
  talk(
    'stream: deleted, its consumers are told',
    `
    connect a
    connect b
    ${STREAM}
    a1 basic.publish routingKey=s body=1
    b1 basic.qos prefetchCount=10
    b1 basic.consume queue=s consumerTag=c
    a1 queue.delete queue=s
    a1 queue.declare queue=s passive`,
  ),
  talk(
    'stream: a kill keeps it all, and its offsets go on',
    `
    connect a
    ${STREAM}
    a1 confirm.select
    a1 basic.publish routingKey=s body=0
    a1 basic.publish routingKey=s body=1
    restart kill
    connect b
    b1 basic.qos prefetchCount=10
    b1 basic.consume queue=s consumerTag=c arguments={"x-stream-offset":"first"}
    b1 basic.publish routingKey=s body=2`,
  ),
  ...each(
    STREAM,
    'a1 basic.get queue=s',
    'a1 basic.get queue=s noAck',
    'a1 queue.purge queue=s',
    'a1 basic.consume queue=s consumerTag=c',
    'a1 basic.consume queue=s consumerTag=c noAck',
    'a1 queue.delete queue=s ifUnused',
    'a1 queue.delete queue=s ifEmpty',
  ),
  ...[
    'noAck',
    'arguments={"x-stream-offset":"soon"}',
    'arguments={"x-stream-offset":"5x"}',
    'arguments={"x-stream-offset":true}',
    'arguments={"x-priority":3}',
    'arguments={"x-cancel-on-ha-failover":true}',
  ].map((words) => ({
    name: `stream: consume ${words}`,
    says: ['connect a', STREAM, 'a1 basic.qos prefetchCount=5', `a1 basic.consume queue=s consumerTag=c ${words}`],
  })),
  talk(
    'stream: no global prefetch',
    `
    connect a
    ${STREAM}
    a1 basic.qos prefetchCount=2 global
    a1 basic.consume queue=s consumerTag=c`,
  ),
  talk(
    'stream: global and own prefetch together',
    `
    connect a
    ${STREAM}
    a1 basic.qos prefetchCount=2
    a1 basic.qos prefetchCount=2 global
    a1 basic.consume queue=s consumerTag=c`,
  ),
];

const CLASSIC_CONVERSATIONS: readonly Conversation[] = [
  ...declares(
    'classic',
    'durable arguments={,"x-delivery-limit":3}',
    'durable arguments={,"x-max-age":"1D"}',
    'durable arguments={,"x-dead-letter-strategy":"at-most-once"}',
    'durable arguments={,"x-max-in-memory-length":3}',
    'durable arguments={,"x-queue-version":2}',
    'durable arguments={,"x-queue-version":3}',
    'durable arguments={,"x-quorum-initial-group-size":3}',
    'durable arguments={,"x-stream-max-segment-size-bytes":3}',
    'durable arguments={,"x-queue-leader-locator":"client-local"}',
    'durable arguments={,"x-expires":4294967296}',
    'durable arguments={,"x-message-ttl":4294967296}',
    'durable arguments={,"x-message-ttl":315360000001}',
  ),
  {
    name: 'no such type of queue',
    says: ['connect a', 'a1 queue.declare queue=q durable arguments={"x-queue-type":"stack"}'],
  },
  {
    name: 'a type of queue that is no text',
    says: ['connect a', 'a1 queue.declare queue=q durable arguments={"x-queue-type":5}'],
  },
  {
    name: 'classic: a stream offset',
    says: ['connect a', 'a1 queue.declare queue=q', 'a1 basic.consume queue=q arguments={"x-stream-offset":"first"}'],
  },
];

const REPLY_CONVERSATIONS: readonly Conversation[] = [
  talk(
    'reply-to: a request and its reply',
    `
    connect a
    connect b
    b1 queue.declare queue=q
    b1 basic.consume queue=q consumerTag=server noAck
    a1 basic.consume queue=amq.rabbitmq.reply-to consumerTag=c noAck
    a1 basic.publish routingKey=q body=ask properties={"replyTo":"amq.rabbitmq.reply-to","correlationId":"1"}
    b1 basic.publish routingKey=@reply-to body=answer properties={"correlationId":"1"}
    b1 basic.publish routingKey=@reply-to body=again mandatory
    b1 queue.declare queue=@reply-to
    b1 queue.declare queue=@reply-to passive
    a1 basic.cancel consumerTag=c
    b1 basic.publish routingKey=@reply-to body=late mandatory
    b1 queue.declare queue=@reply-to`,
  ),
  talk(
    'reply-to: a reply by exchange, with confirms, to one that vanished',
    `
    connect a
    connect b
    b1 queue.declare queue=q
    b1 basic.consume queue=q consumerTag=server noAck
    b1 confirm.select
    a1 basic.consume queue=amq.rabbitmq.reply-to noAck
    a1 basic.publish routingKey=q body=ask properties={"replyTo":"amq.rabbitmq.reply-to"}
    b1 basic.publish exchange=amq.direct routingKey=@reply-to body=lost mandatory
    b1 basic.publish routingKey=@reply-to body=answer mandatory
    vanish a
    b1 basic.publish routingKey=@reply-to body=late mandatory
    b1 queue.declare queue=@reply-to`,
  ),
  talk(
    'reply-to: with acks',
    `
    connect a
    a1 basic.consume queue=amq.rabbitmq.reply-to`,
  ),
  talk(
    'reply-to: twice',
    `
    connect a
    a1 basic.consume queue=amq.rabbitmq.reply-to noAck consumerTag=c
    a1 basic.consume queue=amq.rabbitmq.reply-to noAck consumerTag=d`,
  ),
  talk(
    'reply-to: a tag in use',
    `
    connect a
    a1 queue.declare queue=q
    a1 basic.consume queue=q consumerTag=c
    a1 basic.consume queue=amq.rabbitmq.reply-to noAck consumerTag=c`,
  ),
  talk(
    'reply-to: without a consumer',
    `
    connect a
    a1 queue.declare queue=q
    a1 basic.publish routingKey=q body=ask properties={"replyTo":"amq.rabbitmq.reply-to"}`,
  ),
  talk(
    'reply-to: declared, got, bound, purged, deleted',
    `
    connect a
    a1 queue.declare queue=amq.rabbitmq.reply-to
    a1 queue.declare queue=amq.rabbitmq.reply-to passive
    a1 queue.delete queue=amq.rabbitmq.reply-to
    a1 basic.get queue=amq.rabbitmq.reply-to`,
  ),
  talk(
    'reply-to: one nobody has',
    `
    connect a
    a1 confirm.select
    a1 basic.publish routingKey=amq.rabbitmq.reply-to mandatory body=x
    a1 queue.bind queue=amq.rabbitmq.reply-to exchange=amq.direct`,
  ),
];

const ACCESS_CONVERSATIONS: readonly Conversation[] = [
  talk(
    'alarm: who publishes is no longer read, who consumes is',
    `
    connect a
    connect b
    a1 queue.declare queue=q
    a1 basic.publish routingKey=q body=0
    ctl set_vm_memory_high_watermark 0
    a1 basic.publish routingKey=q body=1
    a1 basic.qos prefetchCount=5
    b1 basic.get queue=q noAck
    b1 queue.declare queue=q passive
    ctl set_vm_memory_high_watermark 0.4
    b1 queue.declare queue=q passive`,
  ),
  talk(
    'alarm: a connection that has not published is blocked by its first publish',
    `
    connect a
    connect b
    b1 queue.declare queue=q
    ctl set_vm_memory_high_watermark 0
    a1 queue.declare queue=q passive
    a1 basic.publish routingKey=q body=0
    a1 basic.qos prefetchCount=5
    b1 queue.declare queue=q passive
    ctl set_vm_memory_high_watermark 0.4
    b1 queue.declare queue=q passive`,
  ),
  talk(
    'alarm: a message without a body is still read',
    `
    connect a
    connect b
    b1 queue.declare queue=q
    ctl set_vm_memory_high_watermark 0
    a1 basic.publish routingKey=q
    b1 queue.declare queue=q passive
    a1 basic.publish routingKey=q
    b1 queue.declare queue=q passive
    ctl set_vm_memory_high_watermark 0.4
    b1 queue.declare queue=q passive`,
  ),
  talk(
    'alarm: a blocked connection that closes is heard when it is over',
    `
    connect a
    connect b
    b1 queue.declare queue=q
    a1 basic.publish routingKey=q body=0
    ctl set_vm_memory_high_watermark 0
    a1 basic.publish routingKey=q body=1
    a0 connection.close replyCode=200
    b1 queue.declare queue=q passive
    ctl set_vm_memory_high_watermark 0.4
    b1 queue.declare queue=q passive`,
  ),
  talk(
    'access: topic permissions',
    `
    connect a
    a1 exchange.declare exchange=t type=topic
    a1 exchange.declare exchange=u type=topic
    a1 queue.declare queue=q
    ctl set_topic_permissions guest t ^mine\\. ^(mine|{username})\\.
    wait 300
    a1 queue.bind queue=q exchange=t routingKey=mine.#
    a1 queue.bind queue=q exchange=t routingKey=guest.#
    a1 basic.publish exchange=t routingKey=mine.a body=1
    a1 basic.publish exchange=u routingKey=yours.a body=2
    a1 queue.bind queue=q exchange=t routingKey=yours.#
    a1 channel.close-ok
    a1 channel.open
    a1 basic.publish exchange=t routingKey=yours.a body=3
    a1 channel.close-ok
    a1 channel.open
    a1 basic.get queue=q noAck
    ctl clear_topic_permissions guest`,
  ),
  talk(
    'access: a limit of queues in a vhost',
    `
    ctl set_vhost_limits -p / {"max-queues":1}
    connect a
    a1 queue.declare queue=q
    a1 queue.declare queue=q
    a1 queue.declare queue=r
    ctl clear_vhost_limits -p /`,
  ),
  talk(
    'access: a limit of channels of a user',
    `
    ctl set_user_limits guest {"max-channels":2}
    connect a
    a2 channel.open
    a3 channel.open
    ctl clear_user_limits guest all`,
  ),
  talk(
    'policies: what a kind of queue does not know keeps a policy from it',
    `
    connect a
    a1 queue.declare queue=dead
    ctl set_policy --priority 1 --apply-to queues one ^q$ {"delivery-limit":1,"dead-letter-exchange":"amq.fanout"}
    ctl set_policy --priority 2 --apply-to queues two ^q$ {"delivery-limit":0,"queue-mode":"lazy"}
    a1 queue.bind queue=dead exchange=amq.fanout
    ${QUORUM}
    wait 500
    a1 basic.publish routingKey=q body=1
    a1 basic.get queue=q
    a1 basic.nack deliveryTag=1 requeue
    a1 basic.get queue=q
    a1 basic.nack deliveryTag=2 requeue
    a1 basic.get queue=dead noAck
    ctl clear_policy one
    ctl clear_policy two`,
  ),
];

const HASH_CONVERSATIONS: readonly Conversation[] = [
  talk(
    'consistent hash: which key goes where',
    `
    connect a
    a1 queue.declare queue=one
    a1 queue.declare queue=two
    a1 queue.declare queue=three
    a1 basic.consume queue=one consumerTag=one noAck
    a1 basic.consume queue=two consumerTag=two noAck
    a1 basic.consume queue=three consumerTag=three noAck
    a1 exchange.declare exchange=h type=x-consistent-hash
    a1 queue.bind queue=one exchange=h routingKey=1
    a1 queue.bind queue=two exchange=h routingKey=2
    a1 queue.bind queue=three exchange=h routingKey=3
    a1 queue.bind queue=one exchange=h routingKey=7
    a1 basic.publish exchange=h routingKey=a body=a
    a1 basic.publish exchange=h routingKey=b body=b
    a1 basic.publish exchange=h routingKey=order.1 body=order.1
    a1 basic.publish exchange=h routingKey=order.2 body=order.2
    a1 basic.publish exchange=h routingKey=twelve-bytes body=twelve-bytes
    a1 basic.publish exchange=h routingKey=a-rather-longer-routing-key body=a-rather-longer-routing-key
    a1 basic.publish exchange=h routingKey=x.y.z body=x.y.z
    a1 basic.publish exchange=h routingKey=k7 body=k7
    a1 basic.publish exchange=h routingKey=k8 body=k8
    a1 basic.publish exchange=h routingKey=k9 body=k9
    a1 basic.publish exchange=h body=empty
    a1 queue.unbind queue=two exchange=h routingKey=2
    a1 basic.publish exchange=h routingKey=a body=a
    a1 basic.publish exchange=h routingKey=b body=b
    a1 basic.publish exchange=h routingKey=order.1 body=order.1
    a1 basic.publish exchange=h routingKey=order.2 body=order.2
    a1 basic.publish exchange=h routingKey=twelve-bytes body=twelve-bytes
    a1 basic.publish exchange=h routingKey=a-rather-longer-routing-key body=a-rather-longer-routing-key
    a1 basic.publish exchange=h routingKey=x.y.z body=x.y.z
    a1 basic.publish exchange=h routingKey=k7 body=k7
    a1 basic.publish exchange=h routingKey=k8 body=k8
    a1 basic.publish exchange=h routingKey=k9 body=k9`,
  ),
  talk(
    'consistent hash: by a header or a property',
    `
    connect a
    a1 queue.declare queue=one
    a1 queue.declare queue=two
    a1 queue.declare queue=three
    a1 basic.consume queue=one consumerTag=one noAck
    a1 basic.consume queue=two consumerTag=two noAck
    a1 basic.consume queue=three consumerTag=three noAck
    a1 exchange.declare exchange=h type=x-consistent-hash arguments={"hash-header":"h"}
    a1 exchange.declare exchange=i type=x-consistent-hash arguments={"hash-property":"message_id"}
    a1 exchange.declare exchange=j type=x-consistent-hash arguments={"hash-property":"timestamp"}
    a1 exchange.declare exchange=k type=x-consistent-hash arguments={"hash-property":"correlation_id"}
    a1 queue.bind queue=one exchange=h routingKey=5
    a1 queue.bind queue=two exchange=h routingKey=5
    a1 queue.bind queue=three exchange=h routingKey=5
    a1 queue.bind queue=one exchange=i routingKey=5
    a1 queue.bind queue=two exchange=i routingKey=5
    a1 queue.bind queue=three exchange=i routingKey=5
    a1 queue.bind queue=one exchange=j routingKey=5
    a1 queue.bind queue=two exchange=j routingKey=5
    a1 queue.bind queue=three exchange=j routingKey=5
    a1 queue.bind queue=one exchange=k routingKey=5
    a1 queue.bind queue=two exchange=k routingKey=5
    a1 queue.bind queue=three exchange=k routingKey=5
    a1 basic.publish exchange=h body=0 properties={"headers":{"h":"a"}}
    a1 basic.publish exchange=h body=1 properties={"headers":{"h":"b"}}
    a1 basic.publish exchange=h body=2 properties={"headers":{"h":17}}
    a1 basic.publish exchange=h body=3 properties={"headers":{"h":-3}}
    a1 basic.publish exchange=h body=4 properties={"headers":{"h":70000}}
    a1 basic.publish exchange=h body=5 properties={"headers":{"h":true}}
    a1 basic.publish exchange=h body=6 properties={"headers":{}}
    a1 basic.publish exchange=h body=7 properties={"headers":{"h":"another"}}
    a1 basic.publish exchange=i body=a properties={"messageId":"a"}
    a1 basic.publish exchange=i body=b properties={"messageId":"b"}
    a1 basic.publish exchange=i body=order.1 properties={"messageId":"order.1"}
    a1 basic.publish exchange=i body=order.2 properties={"messageId":"order.2"}
    a1 basic.publish exchange=i body=none
    a1 basic.publish exchange=j body=none
    a1 basic.publish exchange=j body=1 properties={"timestamp":1}
    a1 basic.publish exchange=j body=1000 properties={"timestamp":1000}
    a1 basic.publish exchange=j body=1700000000 properties={"timestamp":1700000000}
    a1 basic.publish exchange=k body=a properties={"correlationId":"a"}
    a1 basic.publish exchange=k body=b properties={"correlationId":"b"}
    a1 basic.publish exchange=k body=order.1 properties={"correlationId":"order.1"}
    a1 basic.publish exchange=k body=order.2 properties={"correlationId":"order.2"}`,
  ),
  {
    name: 'consistent hash: the binding key 0',
    says: [
      'connect a',
      'a1 queue.declare queue=q',
      'a1 exchange.declare exchange=h type=x-consistent-hash',
      'a1 queue.bind queue=q exchange=h routingKey=0',
    ],
  },
  {
    name: 'consistent hash: the binding key -1',
    says: [
      'connect a',
      'a1 queue.declare queue=q',
      'a1 exchange.declare exchange=h type=x-consistent-hash',
      'a1 queue.bind queue=q exchange=h routingKey=-1',
    ],
  },
  {
    name: 'consistent hash: the binding key many',
    says: [
      'connect a',
      'a1 queue.declare queue=q',
      'a1 exchange.declare exchange=h type=x-consistent-hash',
      'a1 queue.bind queue=q exchange=h routingKey=many',
    ],
  },
  {
    name: 'consistent hash: the binding key of nothing',
    says: [
      'connect a',
      'a1 queue.declare queue=q',
      'a1 exchange.declare exchange=h type=x-consistent-hash',
      'a1 queue.bind queue=q exchange=h routingKey=',
    ],
  },
];

export const KINDS_CONVERSATIONS: readonly Conversation[] = [
  ...QUORUM_CONVERSATIONS,
  ...STREAM_CONVERSATIONS,
  ...CLASSIC_CONVERSATIONS,
  ...REPLY_CONVERSATIONS,
  ...ACCESS_CONVERSATIONS,
  ...HASH_CONVERSATIONS,
];
