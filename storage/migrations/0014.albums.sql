-- Which album a file came in, so that what comes of it after the filing finds the report.

alter table files add column album text;
create index files_of_album on files (album) where album is not null;
