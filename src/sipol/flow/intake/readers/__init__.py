"""Reading of member lists as the party sent them: XLSX, XLSB, XLS, ODS and CSV, told by content.

The door is `member_list.read_member_list`. The file is opened only in a child process with
limits on memory, processor time, waiting and open files, because it comes from outside and a
crafted or broken one must not take a worker down. `cells` says how each kind of cell becomes
text; `errors` lists what can be wrong with a whole file.
"""
