/// Fields of an object: a name and a value in one call.
extension JSONWriter {
    /// An object under a name.
    public mutating func object(_ name: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try object(body)
    }

    /// An array under a name.
    public mutating func array(_ name: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try array(body)
    }

    /// A string or null.
    public mutating func field(_ name: String, _ value: String?) {
        key(name)
        self.value(value)
    }

    /// An integer or null.
    public mutating func field(_ name: String, _ value: Int?) {
        key(name)
        self.value(value)
    }

    /// An integer or null.
    public mutating func field(_ name: String, _ value: Int64?) {
        key(name)
        self.value(value)
    }

    /// A number or null.
    public mutating func field(_ name: String, _ value: Double?) {
        key(name)
        self.value(value)
    }

    /// A boolean or null.
    public mutating func field(_ name: String, _ value: Bool?) {
        key(name)
        self.value(value)
    }

    /// A point in time as RFC 3339, or null.
    public mutating func field(_ name: String, _ value: Timestamp?) {
        key(name)
        self.value(value)
    }

    /// A column's value as the JSON that fits its type.
    public mutating func field(_ name: String, _ cell: Cell) {
        key(name)
        value(cell)
    }

    /// A value read before.
    public mutating func field(_ name: String, _ value: JSONValue) {
        key(name)
        self.value(value)
    }
}
