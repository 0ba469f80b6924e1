extension Request {
    /// Whether a page is asked for, which people read, and not the interface, which programs do.
    public var isPage: Bool { !path.hasPrefix("/api/") }

    /// The value of a header by its name in lower case; the first if it came several times.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The value of `{name}` in the path's pattern. Throws `.internal` if the pattern has no such name.
    public func parameter(_ name: String) throws(PluginError) -> String {
        guard let value = parameters.first(where: { $0.name == name })?.value else {
            throw PluginError(.internal, "The route \(route) has no path parameter {\(name)}.")
        }
        return value
    }

    /// The value of `{name}` as an integer. Throws `.notFound` if it is none: no row can have that id.
    public func integerParameter(_ name: String) throws(PluginError) -> Int64 {
        guard let value = Int64(try parameter(name)) else { throw PluginError(.notFound, "There is nothing here.") }
        return value
    }

    /// The first value of a query item, or nil if it is absent.
    public func text(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// A query item as an integer within a range, or nil if it is absent or empty. Throws `.invalidArgument` if it is no such integer.
    public func integer(_ name: String, in range: ClosedRange<Int64> = .min ... .max) throws(PluginError) -> Int64? {
        guard let text = text(name), !text.isEmpty else { return nil }
        guard let value = Int64(text), range.contains(value) else {
            throw PluginError(
                .invalidArgument,
                "\(name): expected an integer from \(range.lowerBound) to \(range.upperBound), found \"\(text.prefix(40))\".")
        }
        return value
    }

    /// A query item as a number, or nil if it is absent or empty. Throws `.invalidArgument` if it is no finite number.
    public func number(_ name: String) throws(PluginError) -> Double? {
        guard let text = text(name), !text.isEmpty else { return nil }
        guard let value = Double(text), value.isFinite else {
            throw PluginError(.invalidArgument, "\(name): expected a number, found \"\(text.prefix(40))\".")
        }
        return value
    }

    /// The body, of so many bytes at most. Throws `.invalidArgument`: what is longer would keep a thread busy for nothing.
    public func body(atMost bytes: Int) throws(PluginError) -> ArraySlice<UInt8> {
        let body = body
        guard body.count <= bytes else {
            throw PluginError(.invalidArgument, "The body: expected at most \(bytes) bytes, found \(body.count).")
        }
        return body
    }

    /// The body as JSON. Throws `.invalidArgument` that names the place.
    public func json() throws(PluginError) -> JSONValue { try JSONValue(parsing: body) }

    /// The body as a `Decodable` type; fields `like_this` fill properties `likeThis`. Throws `.invalidArgument` that names the field.
    public func body<Result: Decodable>(as type: Result.Type = Result.self) throws(PluginError) -> Result { try json().decode(as: type) }
}
