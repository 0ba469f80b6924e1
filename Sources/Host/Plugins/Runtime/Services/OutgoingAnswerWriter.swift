import HostEgress
import PluginABI

/// Writes the answer to an outgoing request as a message (http.h). Pure.
enum OutgoingAnswerWriter {
    static func message(_ answer: OutgoingAnswer) -> [UInt8] {
        var writer = MessageWriter(
            kind: 0, fields: 5 + 2 * answer.headers.count,
            dataBytes: answer.headers.reduce(answer.body.count + answer.url.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count })
        writer.add(HI_HTTP_ANSWER_STATUS, integer: Int64(answer.status))
        for header in answer.headers {
            writer.add(HI_HTTP_ANSWER_HEADER, text: header.name)
            writer.add(HI_HTTP_ANSWER_HEADER, text: header.value)
        }
        writer.add(HI_HTTP_ANSWER_BODY, bytes: answer.body)
        writer.add(HI_HTTP_ANSWER_URL, text: answer.url)
        writer.add(HI_HTTP_ANSWER_HOPS, integer: Int64(answer.hops))
        writer.add(HI_HTTP_ANSWER_ELAPSED_US, integer: Int64(clamping: answer.elapsedNanos / 1_000))
        return writer.finish()
    }
}
