import PluginABI

extension Response {
    /// The answer as the contract's message.
    func encode() throws(PluginError) -> [UInt8] {
        var fields = 1 + (contentType == nil ? 0 : 1) + headers.count * 2
        var dataBytes = headers.reduce(contentType?.utf8.count ?? 0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        switch content {
        case .body(let body):
            fields += 1
            dataBytes += body.count
        case .page(let template, let data, let title):
            fields += 3
            dataBytes += template.utf8.count + data.count + (title?.utf8.count ?? 0)
        }
        guard fields <= Int(UInt16.max) else { throw PluginError(.internal, "The answer has \(headers.count) headers; that is too many.") }
        var writer = MessageWriter(kind: Int(HI_KIND_HTTP_ANSWER), fieldCapacity: fields, dataBytes: dataBytes)
        writer.integer(Int(HI_ANSWER_STATUS), Int64(status))
        if let contentType { writer.text(Int(HI_ANSWER_CONTENT_TYPE), contentType) }
        for header in headers {
            writer.text(Int(HI_ANSWER_HEADER), header.name)
            writer.text(Int(HI_ANSWER_HEADER), header.value)
        }
        switch content {
        case .body(let body): if !body.isEmpty { writer.data(Int(HI_ANSWER_BODY), body) }
        case .page(let template, let data, let title):
            writer.text(Int(HI_ANSWER_TEMPLATE), template)
            writer.data(Int(HI_ANSWER_DATA), data)
            if let title { writer.text(Int(HI_ANSWER_TITLE), title) }
        }
        return try writer.finish()
    }
}
