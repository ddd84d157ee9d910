//! Event histories, compared whole with what AWS shows.
