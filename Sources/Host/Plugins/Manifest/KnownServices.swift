/// Services that this host can offer to a plugin, by string id and revision.
package enum KnownServices {
    /// Ids of all services.
    package static let all: Set<String> = [
        "hashinsight.cache/1",
        "hashinsight.clock/1", "hashinsight.db/1", "hashinsight.device/1", "hashinsight.events/1", "hashinsight.http/1",
        "hashinsight.jobs/1",
        "hashinsight.log/1", "hashinsight.mail/1", "hashinsight.metrics/1", "hashinsight.notary/1", "hashinsight.secrets/1",
    ]
}
