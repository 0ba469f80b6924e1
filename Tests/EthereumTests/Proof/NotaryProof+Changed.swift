@testable import Ethereum

extension NotaryProof {
    /// Whether a changed file is a proof still and names another transaction, all else being this proof's: what alone a node can say neither
    /// yes nor no to, since it may have forgotten that transaction.
    func isLeftOpen(by changed: [UInt8]) -> Bool {
        guard let found = try? NotaryProof(json: changed), found.place.transaction != place.transaction else { return false }
        let place = Place(
            chainID: found.place.chainID, contract: found.place.contract, notary: found.place.notary, stream: found.place.stream,
            transaction: place.transaction, told: found.place.told)
        return NotaryProof(
            record: found.record, body: found.body, inTenant: found.inTenant, tenantSalt: found.tenantSalt, inInterval: found.inInterval,
            place: place) == self
    }
}
