/// Which page of a list is asked for. Pure.
public struct PageOf: Equatable, Sendable {
    /// From 1.
    public let number: Int64
    /// 1 to 200.
    public let size: Int64

    /// Reads `page` and `per_page`. Throws `.invalidArgument`.
    public init(_ request: Request) throws(PluginError) {
        number = try request.integer("page", in: 1...1_000_000) ?? 1
        size = try request.integer("per_page", in: 1...200) ?? 20
    }

    /// A page by its number and size.
    public init(number: Int64, size: Int64) {
        self.number = number
        self.size = size
    }

    /// Rows before the page.
    public var offset: Int64 { (number - 1) * size }

    /// Pages of so many rows, one at least.
    public func pageCount(of total: Int64) -> Int64 { max(1, total / size + (total % size > 0 ? 1 : 0)) }

    /// Writes the fields that every list ends with.
    public func write(total: Int64, to json: inout JSONWriter) {
        json.field("total", total)
        json.field("page", number)
        json.field("per_page", size)
    }
}
