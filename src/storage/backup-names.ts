/** What backups and the databases that restorations set aside are called, and the UTC stamp in the name. */
export const BACKUP = /^houqin-(\d{8}T\d{6}Z)\.tar\.gz$/;
export const SET_ASIDE = /^postgres\.before-(\d{8}T\d{6}Z)$/;
