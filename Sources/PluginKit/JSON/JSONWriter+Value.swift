extension JSONWriter {
    /// Writes a value read before.
    public mutating func value(_ json: JSONValue) {
        switch json {
        case .null: null()
        case .boolean(let boolean): value(boolean)
        case .integer(let integer): value(integer)
        case .number(let number): value(number)
        case .string(let string): value(string)
        case .array(let elements):
            array { json in
                for element in elements { json.value(element) }
            }
        case .object(let object):
            self.object { json in
                for field in object.fields { json.field(field.name, field.value) }
            }
        }
    }
}
