internal import CLibPQ

/// Commands whose results nobody wants but for the first error.
final class PlainUnit: WireUnit {
    private let completion: (PostgresError?) -> Void
    private var error: PostgresError?

    init(_ completion: @escaping (PostgresError?) -> Void) { self.completion = completion }

    func receive(_ result: OpaquePointer, on connection: WireConnection) {
        if error == nil, PQresultStatus(result) == PGRES_FATAL_ERROR { error = PostgresError(result) }
    }

    func synced(on connection: WireConnection) { completion(error) }

    func lost(_ error: PostgresError) { completion(error) }
}
