// SwiftPM wants a header folder; the entry has nothing to say here.
