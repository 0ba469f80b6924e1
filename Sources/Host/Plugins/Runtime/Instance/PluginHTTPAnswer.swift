import PluginABI

/// What a plugin answers: a body, or a template with its data.
package struct PluginHTTPAnswer: Sendable {
    /// Either bytes as they are, or data for the bundle's template `pages/<name>.mustache`.
    package enum Content: Sendable {
        case body([UInt8])
        case template(name: String, dataJSON: [UInt8])
    }

    package let status: Int
    package let contentType: String
    /// Names in lower case; none that the host owns.
    package let headers: [(name: String, value: String)]
    package let content: Content
    /// Catalogue key of the page's title.
    package let title: String?

    static let kind = UInt16(HI_KIND_HTTP_ANSWER)

    /// - Throws: ``MessageError`` naming the field that does not fit.
    package init(_ reader: MessageReader) throws(MessageError) {
        var status = 200
        var contentType = "application/json"
        var headers: [(name: String, value: String)] = []
        var headerName: String?
        var body: [UInt8]?
        var template: String?
        var data: [UInt8]?
        var title: String?
        for index in 0..<reader.count {
            let field = reader[index]
            switch Int(field.id) {
            case HI_ANSWER_STATUS:
                guard let number = field.integer, (200...599).contains(number) else {
                    throw MessageError("the status is \(field.integer.map(String.init) ?? "no integer"), expected 200 to 599")
                }
                status = Int(number)
            case HI_ANSWER_CONTENT_TYPE: contentType = try HeaderRules.value(field, of: "content-type")
            case HI_ANSWER_HEADER:
                if let name = headerName {
                    headers.append((name, try HeaderRules.value(field, of: name)))
                    headerName = nil
                } else {
                    headerName = try HeaderRules.name(field)
                }
            case HI_ANSWER_BODY: body = field.content
            case HI_ANSWER_TEMPLATE: template = field.text
            case HI_ANSWER_DATA: data = field.content
            case HI_ANSWER_TITLE: title = field.text
            default: continue
            }
        }
        if let headerName { throw MessageError("the header \(headerName) has no value") }
        if let template {
            guard body == nil else { throw MessageError("there are both a body and a template") }
            content = .template(name: template, dataJSON: data ?? Array("{}".utf8))
        } else {
            content = .body(body ?? [])
        }
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.title = title
    }
}
